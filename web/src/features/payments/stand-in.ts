import { judge, type Said } from './judging'
import type { CardForm, Look, Opening } from './stripe'

/** The card element of the test money's server, which knows fewer words than Stripe's. */

type Element = { mount: (node: HTMLElement) => void; destroy: () => void }
type Card = { payment_method: { card: Element } }
type Script = (key: string) => {
  elements: () => { create: (kind: 'card') => Element }
  confirmCardPayment: (secret: string, card: Card) => Promise<Said>
  confirmCardSetup: (secret: string, card: Card) => Promise<Said>
}

const known = ['number', 'exp_month', 'exp_year', 'cvc'] as const
const FUTURE = { exp_month: '12', exp_year: '40', cvc: '123' }
let loading: Promise<Script> | null = null

function load(url: string): Promise<Script> {
  loading ??= new Promise<Script>((resolve, reject) => {
    const script = document.createElement('script')
    script.src = url
    script.onload = () => resolve((window as unknown as { Stripe: Script }).Stripe)
    script.onerror = () => reject(new Error('The script of the test money could not be loaded.'))
    document.head.append(script)
  }).catch((error: unknown) => {
    loading = null
    throw error
  })
  return loading
}

const inputOf = (node: HTMLElement, field: string) =>
  node.querySelector<HTMLInputElement>(
    `input[data-field="${field}"], input[placeholder="${field}"]`,
  )

/** Its fields have a placeholder for a name, and one more than is needed. */
function furnish(node: HTMLElement, { words, places }: Look): void {
  for (const span of node.querySelectorAll('span')) span.hidden = true
  const postcode = inputOf(node, 'postal_code')
  if (postcode) postcode.hidden = true
  for (const field of known) {
    const input = inputOf(node, field)
    if (!input) continue
    input.dataset.field = field
    input.placeholder = places[field] ?? ''
    input.setAttribute('aria-label', words[field] ?? field)
    input.inputMode = 'numeric'
    input.autocomplete = 'off'
    const digits = () => {
      input.value = input.value.replaceAll(/\D/g, '')
    }
    input.addEventListener('input', digits, { capture: true })
  }
}

function type(node: HTMLElement, field: string, value: string): void {
  const input = inputOf(node, field)
  if (!input) return
  input.value = value
  input.dispatchEvent(new Event('input', { bubbles: true }))
}

export async function openStandIn(
  node: HTMLElement,
  { publishable_key, client_secret }: Opening,
  url: string,
  look: Look,
): Promise<CardForm> {
  const stripe = (await load(url))(publishable_key)
  const card = stripe.elements().create('card')
  card.mount(node)
  furnish(node, look)
  const typed = { payment_method: { card } }
  return {
    confirm: async () => judge(await stripe.confirmCardPayment(client_secret, typed)),
    setUp: async () => {
      const said = await stripe.confirmCardSetup(client_secret, typed)
      return { outcome: judge(said), id: client_secret.split('_secret_')[0] ?? null }
    },
    fill: (number) => {
      for (const [field, value] of Object.entries({ number, ...FUTURE })) type(node, field, value)
    },
    close: () => card.destroy(),
  }
}
