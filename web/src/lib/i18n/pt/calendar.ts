import type { Catalogue } from '../en'

export const calendar: Catalogue['calendar'] = {
  cameAfterAll: 'Veio, sim',
  view: { label: 'Visão', day: 'Dia', week: 'Semana', month: 'Mês' },
  filter: { label: 'Consultas de quem', all: 'Todos' },
  turn: {
    day: { previous: 'Dia anterior', next: 'Próximo dia' },
    week: { previous: 'Semana anterior', next: 'Próxima semana' },
    month: { previous: 'Mês anterior', next: 'Próximo mês' },
  },
  week: {
    label: 'Semana de {{day}}',
    none: 'Nenhuma consulta',
    freeSpot: 'Agendar em {{day}} às {{time}}',
    moveHint: 'Movendo {{patient}}: as setas mudam dia e horário, Enter solta, Esc cancela.',
  },
  month: {
    label: 'Mês de {{month}}',
    full: '{{percent}} % ocupado',
    more: 'mais {{count}}',
  },
  keys: {
    views: 'Dia, semana, mês',
    previous: 'Voltar um dia, semana ou mês',
    next: 'Avançar um dia, semana ou mês',
    arrows: 'Ao mover: cinco minutos antes ou depois, outro profissional ou dia',
  },
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
