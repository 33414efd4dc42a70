import type { Open } from '../en'

export const fields: Open['fields'] = {
  count_one: 'Um campo precisa de atenção: {{what}}',
  count_other: '{{count}} campos precisam de atenção: {{what}}',
  wrong: 'Confira este campo',
  rule: {
    missing: 'Preencha este campo',
    malformed: 'Não está escrito como precisamos',
    too_short: 'Pelo menos {{count}} caracteres',
    too_long: 'No máximo {{count}} caracteres',
  },
}
