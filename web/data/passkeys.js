// Passkeys: what the browser is asked for, and what it answers, with octets as base64url.
const octets = text => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), each => each.charCodeAt(0))
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

export const isPossible = () => Boolean(window.PublicKeyCredential && navigator.credentials)

const listed = list => list.map(each => ({ ...each, id: octets(each.id) }))

// Makes one: {clientDataJSON, attestationObject}.
export async function make(options) {
  const { response } = await navigator.credentials.create({ publicKey: { ...options, challenge: octets(options.challenge),
    user: { ...options.user, id: octets(options.user.id) }, excludeCredentials: listed(options.excludeCredentials) } })
  return { clientDataJSON: text(response.clientDataJSON), attestationObject: text(response.attestationObject) }
}

// Shows one: the member `assertion` of a request.
export async function show(options) {
  const { rawId, response } = await navigator.credentials.get({ publicKey: { ...options, challenge: octets(options.challenge),
    allowCredentials: listed(options.allowCredentials) } })
  return { id: text(rawId), clientDataJSON: text(response.clientDataJSON), authenticatorData: text(response.authenticatorData),
    signature: text(response.signature), userHandle: response.userHandle ? text(response.userHandle) : null }
}
