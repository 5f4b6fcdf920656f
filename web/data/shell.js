// The worker that has the shell without a network, too; and the words, which only the page can name. The one address that becomes a
// script here is written down here.
import { inUse } from '../locales/words.js'

export async function keepShell() {
  const policy = window.trustedTypes?.createPolicy('shell', { createScriptURL: () => '/service-worker.js' })
  const { serviceWorker: worker } = navigator
  const isInCharge = worker.controller ?? new Promise(resolve => worker.addEventListener('controllerchange', resolve,
    { once: true }))
  await worker.register(policy ? policy.createScriptURL('') : '/service-worker.js')
  await isInCharge
  await Promise.all(inUse().map(path => fetch(path)))
}
