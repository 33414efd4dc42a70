import type { Catalogue } from '../en'

export const terms: Catalogue['terms'] = {
  title: 'O que fica combinado',
  depositFull: 'Você paga {{amount}} agora. Seu horário fica reservado enquanto você paga.',
  deposit:
    'Você paga {{amount}} agora e o restante na clínica. Seu horário fica reservado enquanto você paga.',
  free_zero:
    'Você pode cancelar até o início da consulta: não custa nada, e o que pagou volta para você.',
  free_one:
    'Cancelar até uma hora antes da consulta não custa nada, e o que pagou volta para você.',
  free_other:
    'Cancelar até {{count}} horas antes da consulta não custa nada, e o que pagou volta para você.',
  late: 'Se cancelar depois desse prazo, custa {{amount}}; remarcar já fora do prazo não muda isso. O que você já pagou é descontado.',
  noShow: 'Se não comparecer, custa {{amount}}. O que você já pagou é descontado.',
  agree: 'Ao agendar, você concorda com isso.',
  now: 'A pagar agora',
  atClinic: 'Na clínica',
}
