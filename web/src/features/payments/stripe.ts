import { loadStripe } from '@stripe/stripe-js/pure'
import { judge, type Outcome } from './judging'
import { openStandIn } from './stand-in'

/** Only the pages where something is paid load this, and with it Stripe's script. */

/** What the server says to a browser that is to ask for a card. */
export type Opening = {
  client_secret: string
  publishable_key: string
  account: string | null
  script_url: string | null
}

export type Look = {
  locale: string
  dark: boolean
  words: Record<string, string>
  places: Record<string, string>
}

/** A form of Stripe's, standing in the page. */
export type CardForm = {
  confirm: () => Promise<Outcome>
  /** What was set up, after a card was kept. */
  setUp: () => Promise<{ outcome: Outcome; id: string | null }>
  /** Types a card that only test money has. */
  fill?: (number: string) => void
  close: () => void
}

export async function openForm(node: HTMLElement, opening: Opening, look: Look): Promise<CardForm> {
  if (opening.script_url) return openStandIn(node, opening, opening.script_url, look)
  const { publishable_key, account, client_secret } = opening
  const stripe = await loadStripe(publishable_key, account ? { stripeAccount: account } : {})
  if (!stripe) throw new Error('There is no window for Stripe.')
  const elements = stripe.elements({
    clientSecret: client_secret,
    locale: look.locale.startsWith('pt') ? 'pt-BR' : 'en',
    appearance: {
      theme: look.dark ? 'night' : 'stripe',
      variables: { colorPrimary: look.dark ? '#6fd3cb' : '#0a5a61', borderRadius: '12px' },
    },
  })
  const element = elements.create('payment')
  const ready = new Promise<void>((resolve, reject) => {
    element.on('ready', () => resolve())
    element.on('loaderror', ({ error }) => reject(new Error(error.message)))
  })
  element.mount(node)
  await ready
  const options = { elements, redirect: 'if_required' } as const
  const confirmParams = { return_url: location.href }
  return {
    confirm: async () => judge(await stripe.confirmPayment({ ...options, confirmParams })),
    setUp: async () => {
      const said = await stripe.confirmSetup({ ...options, confirmParams })
      return { outcome: judge(said), id: said.setupIntent?.id ?? null }
    },
    close: () => element.destroy(),
  }
}
