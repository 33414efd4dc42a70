import type { Catalogue } from '../en'

export const landing: Catalogue['landing'] = {
  badge: 'Para clínicas odontológicas',
  title: 'Recepção tranquila.',
  titleAccent: 'Agenda cheia.',
  lead: 'O paciente encontra um horário e agenda em menos de um minuto. A equipe vê o dia inteiro de relance e o reorganiza com um dedo. E a mesma cadeira nunca é de dois.',
  signIn: 'Abrir minha clínica',
  try: 'Agendar como paciente',
  demoTitle: 'Veja do outro lado do balcão',
  demoLead: 'Duas clínicas inventadas, sempre abertas. Agende sua consulta.',
  demoPages: 'Ou veja as páginas delas:',
  demoGo: 'Agendar na {{clinic}}',
  sorrisoPlace: 'São Paulo · em português',
  brightsidePlace: 'Londres · em inglês',
  day: 'Hoje na recepção',
  dayLabel: 'Esboço de um dia com três dentistas',
  neverTitle: 'Nunca em dobro',
  neverText:
    'O horário escolhido é seu por dez minutos. Se dois o querem, um fica com ele e o outro vê o que há livre ao lado.',
  nowTitle: 'Agora é agora',
  nowText:
    'Horários, agendamentos e a tela do dia respondem na velocidade do olhar. Nada de espera entre o paciente e a cadeira.',
  yoursTitle: 'Só seu',
  yoursText:
    'Cada clínica enxerga a si mesma e a mais ninguém. Duas cercas protegem cada uma, no código e no banco de dados.',
  zoneTitle: 'No seu relógio',
  zoneText:
    'Nove horas são nove horas na sua porta, onde quer que o paciente esteja e mesmo que o relógio mude.',
  footer: 'Feito para quem cuida de sorrisos.',
}
