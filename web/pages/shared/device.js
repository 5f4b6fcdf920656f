import { S } from '../../locales/words.js'

// "Mozilla/5.0 (…) … Chrome/1 …" → "Chrome · Linux"
export function device(agent) {
  const browser = /Edg|Firefox|Chrome|Safari|curl/.exec(agent ?? '')?.[0].replace('Edg', 'Edge')
  const system = /Android|iPhone|iPad|Windows|Mac|Linux/.exec(agent ?? '')?.[0]
  return [browser, system].filter(Boolean).join(' · ') || S.account.unknown
}
