// The page for an address that is none, in the language of whoever has come there.
import { S } from './locales/words.js'

const main = document.querySelector('main')
main.querySelector('h1').textContent = S.error.notFound
main.querySelector('.lead').textContent = S.error.notFoundLead
main.querySelector('a').textContent = S.error.home
document.title = S.titled({ page: S.error.notFound, brand: S.brand })
