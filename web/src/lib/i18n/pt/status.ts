import type { Inside } from '../en'

export const status: Inside['status'] = {
  pending_payment: 'Aguardando pagamento',
  scheduled: 'Agendada',
  confirmed: 'Confirmada',
  checked_in: 'Chegou',
  in_progress: 'Em atendimento',
  completed: 'Concluída',
  cancelled: 'Cancelada',
  no_show: 'Não compareceu',
}
