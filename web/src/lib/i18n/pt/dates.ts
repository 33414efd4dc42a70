import type { Inside } from '../en'

export const dates: Inside['dates'] = {
  dd: 'dd',
  mm: 'mm',
  yyyy: 'aaaa',
  day: 'Escreva a data assim: {{example}}',
  time: 'Escreva a hora assim: {{example}}',
  previousMonth: 'Mês anterior',
  nextMonth: 'Próximo mês',
  previousYear: 'Ano anterior',
  nextYear: 'Próximo ano',
  previousDecade: 'Dez anos antes',
  nextDecade: 'Dez anos depois',
  pick: '{{field}}: escolher no calendário',
}
