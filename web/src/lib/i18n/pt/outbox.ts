export const outbox = {
  title: 'Esperando envio',
  pill: {
    waiting_one: '{{count}} esperando',
    waiting_other: '{{count}} esperando',
    undecided_one: '{{count}} para decidir',
    undecided_other: '{{count}} para decidir',
    refused_one: '{{count}} não feita',
    refused_other: '{{count}} não feitas',
    open: '{{state}}. O que espera envio',
  },
  lead: {
    offline:
      'Não há rede. Você pode continuar a mudar horários e a levar as consultas pelo dia: fica guardado neste aparelho e é enviado nesta ordem.',
    trying: 'Ainda não conseguimos falar com o servidor; continuamos tentando.',
    sending: 'Sendo enviado, nesta ordem.',
    settled: 'Tudo foi enviado.',
    decide: 'Uma parte precisa de você.',
  },
  none: 'Nada esperando',
  noneText:
    'Se a rede cair, o que você fizer aqui fica guardado neste aparelho, cifrado, e é enviado quando ela voltar.',
  section: {
    decide: 'Para você decidir',
    waiting: 'Esperando',
    verdicts: 'O que aconteceu',
  },
  wished: 'pedido {{ago}}',
  state: {
    waiting: 'Esperando',
    tried: 'Pode já ter chegado; perguntamos de novo, e só acontece uma vez',
    held: 'Espera a sua decisão acima',
    done: 'Feito',
    refused: 'Não foi feito: {{why}}',
  },
  takeBack: 'Desfazer',
  takenBack: 'Desfeito',
  giveUp: 'Não perguntar mais',
  seen: 'Entendi',
  now: 'Enviar agora',
  look: 'Ver',
  kept: 'Guardado neste aparelho, será enviado quando a rede voltar: {{what}}',
  mark: { waiting: 'esperando envio', undecided: 'esperando a sua decisão' },
  news: {
    sent_one: 'Enviado: {{count}} mudança feita.',
    sent_other: 'Enviado: {{count}} mudanças feitas.',
    conflict_one: 'Alguém chegou antes: {{count}} mudança precisa da sua decisão.',
    conflict_other: 'Alguém chegou antes: {{count}} mudanças precisam da sua decisão.',
    refused_one: '{{count}} mudança não foi feita.',
    refused_other: '{{count}} mudanças não foram feitas.',
  },
  leave: {
    title: 'Sair e perder o que não foi enviado?',
    text_one:
      '{{count}} mudança está só neste aparelho. Ao sair nada fica aqui, então ela não seria feita:',
    text_other:
      '{{count}} mudanças estão só neste aparelho. Ao sair nada fica aqui, então elas não seriam feitas:',
    more_one: 'e mais {{count}}',
    more_other: 'e mais {{count}}',
    stay: 'Continuar na conta',
    yes: 'Sair e perder',
  },
}
