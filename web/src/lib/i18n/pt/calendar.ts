import type { Catalogue } from '../en'

export const calendar: Catalogue['calendar'] = {
  cameAfterAll: 'Veio, sim',
  conflict: {
    title: 'E agora?',
    notBooked: 'Não foi agendada: {{why}}',
    notDone: 'Não foi feito: {{why}}',
    wanted: 'Você queria',
    now: 'Agora está assim',
    free: 'Livre em vez disso',
    take: 'Ficar com {{when}}, com {{provider}}',
    again: 'Fazer mesmo assim',
    drop: 'Deixar como está',
    act: {
      book: 'Agendar {{patient}}',
      reschedule: 'Mover {{patient}}',
      confirm: 'Confirmar a consulta de {{patient}}',
      'check-in': 'Registrar a chegada de {{patient}}',
      start: 'Começar com {{patient}}',
      complete: 'Concluir a consulta de {{patient}}',
      'no-show': 'Anotar que {{patient}} não veio',
      cancel: 'Cancelar a consulta de {{patient}}',
    },
  },
}
