import type { Inside } from '../en'

export const facts: Inside['facts'] = {
  in_future: 'Esta data ainda não chegou',
  ends_before_start: 'Termina antes de começar',
  overlap: 'Dois destes se sobrepõem',
  not_paid: 'Isto não foi pago: não há o que devolver',
  not_by_card: 'Um boleto não é estornado no cartão: transfira o valor',
  disputed: 'O banco do titular está analisando este pagamento',
  nothing_left: 'Tudo já foi devolvido',
  more_than_left: 'É mais do que resta deste pagamento',
  not_reachable: 'Não podemos enviar nada a este endereço',
  not_readable: 'Só {{variable}} e {% if … %} funcionam aqui; algum está incompleto',
  no_such_word: 'Uma destas variáveis não existe aqui',
  wrong_type: 'Confira este campo',
  not_one_of: 'Escolha uma das opções',
  not_there: 'Isto não existe mais: escolha outra opção',
  unknown: 'Não conhecemos isto',
  too_small: 'Não menos que {{count}}',
  too_large: 'Não mais que {{count}}',
}
