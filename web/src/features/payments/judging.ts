/** What Stripe's script says in the browser; its own types know more, and the stand-in less. */
export type Said = {
  error?:
    | {
        type?: string | undefined
        code?: string | undefined
        decline_code?: string | undefined
        payment_intent?: { status?: string | undefined } | undefined
        setup_intent?: { status?: string | undefined } | undefined
      }
    | null
    | undefined
  paymentIntent?: { status?: string | undefined } | undefined
  setupIntent?: { status?: string | undefined } | undefined
}

export type Refusal = 'declined' | 'funds' | 'expired' | 'authentication' | 'card' | 'left'
/** `sent`: the server will know. `stale`: somebody went on with it elsewhere. */
export type Outcome =
  | { kind: 'sent' }
  | { kind: 'unknown' }
  | { kind: 'stale' }
  | { kind: 'refused'; why: Refusal }

const refused = (why: Refusal): Outcome => ({ kind: 'refused', why })
const SENT = ['succeeded', 'processing', 'requires_capture']

const byCode: Record<string, Refusal> = {
  insufficient_funds: 'funds',
  expired_card: 'expired',
  payment_intent_authentication_failure: 'authentication',
  setup_intent_authentication_failure: 'authentication',
  authentication_required: 'authentication',
  card_declined: 'declined',
}

/** A decline is only what Stripe calls one; what nobody knows is never called a decline. */
export function judge({ error, paymentIntent, setupIntent }: Said): Outcome {
  const intent = paymentIntent ?? setupIntent
  if (error) return judgeError(error)
  if (!intent?.status) return { kind: 'unknown' }
  if (SENT.includes(intent.status)) return { kind: 'sent' }
  if (intent.status === 'requires_action') return refused('left')
  if (intent.status === 'requires_payment_method') return refused('authentication')
  return intent.status === 'canceled' ? { kind: 'stale' } : { kind: 'unknown' }
}

function judgeError(error: NonNullable<Said['error']>): Outcome {
  const now = (error.payment_intent ?? error.setup_intent)?.status
  if (/_unexpected_state$/.test(error.code ?? ''))
    return { kind: now && SENT.includes(now) ? 'sent' : 'stale' }
  const why = byCode[error.decline_code ?? ''] ?? byCode[error.code ?? '']
  if (why) return refused(why)
  if (
    error.type === 'validation_error' ||
    /^(incorrect|invalid|incomplete)_/.test(error.code ?? '')
  )
    return refused('card')
  return error.type === 'card_error' ? refused('declined') : { kind: 'unknown' }
}
