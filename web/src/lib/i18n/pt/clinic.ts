import type { Ours } from '../en'

export const clinic: Ours['clinic'] = {
  book: 'Agendar uma consulta',
  bookThis: 'Agendar {{service}}',
  from: 'Agende em menos de um minuto, sem telefonar',
  services: 'O que fazemos',
  people: 'Quem vai atender você',
  hours: 'Horários',
  closed: 'fechado',
  today: 'hoje',
  find: 'Onde estamos',
  map: 'Procurar no mapa',
  call: 'Ligar para {{phone}}',
  write: 'Escrever para nós',
  none: 'Agora não há o que agendar pela internet. Ligue para nós.',
}
