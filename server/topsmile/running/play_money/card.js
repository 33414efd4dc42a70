// Localstripe's script confirms a card that its server already has; here the card that was typed
// is sent, and the bank is only asked where the card wants it.
{
  const withoutCard = Stripe
  Stripe = (key) => {
    const stripe = withoutCard(key)
    const { confirmCardPayment } = stripe
    stripe.confirmCardPayment = async (secret, { payment_method: { card } }) => {
      const id = secret.match(/^(pi_\w+)_secret_/)[1]
      const { number, exp_month, exp_year, cvc } = card.value?.card ?? {}
      const typed = { number: (number ?? '').replaceAll(' ', ''), exp_month, exp_year, cvc }
      try {
        const answer = await fetch(`${LOCALSTRIPE_BASE_API}/v1/payment_intents/${id}/pay`, {
          method: 'POST',
          body: JSON.stringify({ key, client_secret: secret, card: typed }),
        })
        const said = await answer.json()
        if (said.error) return { error: said.error }
        if (said.status === 'requires_action') return confirmCardPayment(secret)
        return { paymentIntent: said }
      } catch {
        return { error: { type: 'api_connection_error', message: '' } }
      }
    }
    return stripe
  }
}
