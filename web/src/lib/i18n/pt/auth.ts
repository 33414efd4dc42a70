import type { Catalogue } from '../en'

export const auth: Catalogue['auth'] = {
  title: 'Que bom ver você',
  lead: 'Entre para ver suas consultas ou abrir o dia da clínica.',
  lost_one:
    'Sua sessão terminou antes de {{count}} mudança ser enviada. Ela não foi feita: por favor, olhe o dia de novo.',
  lost_other:
    'Sua sessão terminou antes de {{count}} mudanças serem enviadas. Elas não foram feitas: por favor, olhe o dia de novo.',
  email: 'E-mail',
  password: 'Senha',
  show: 'Mostrar ou esconder a senha',
  submit: 'Entrar',
  name: 'Nome completo',
  phone: 'Celular',
  phoneWhy: 'Só para avisos sobre suas consultas',
  newPassword: 'Crie uma senha',
  register: 'Criar conta',
  demo: 'Experimente a demonstração',
  demoText: 'Clínicas e pessoas inventadas. Escolha quem você quer ser.',
  demoAs: 'Entrar como {{role}} na {{clinic}}',
  toSignIn: 'Voltar para entrar',
  link: { invalid: 'Este link não funciona mais' },
  forgot: {
    link: 'Esqueceu a senha?',
    title: 'Esqueceu a senha?',
    lead: 'Acontece. Diga o seu e-mail e enviamos um link para você criar outra.',
    submit: 'Enviar o link',
    sent: 'Veja o seu e-mail',
    sentText:
      'Se {{email}} for conhecido aqui, um link para uma nova senha está a caminho. Ele vale por 15 minutos. Não chegou? Olhe também no spam.',
  },
  reset: {
    title: 'Crie uma nova senha',
    lead: 'Todos os aparelhos em que você entrou serão desconectados.',
    password: 'Nova senha',
    submit: 'Salvar a senha',
    done: 'A nova senha está salva',
    doneText: 'Todos os aparelhos foram desconectados. Entre com a nova senha.',
    invalidText: 'Ele já foi usado ou tem mais de 15 minutos. Enviamos outro com prazer.',
    again: 'Enviar outro link',
  },
  confirm: {
    title: 'Confirmando o seu e-mail…',
    done: 'O seu e-mail está confirmado',
    doneText: 'Obrigado, {{name}}. As notícias das suas consultas vão para {{email}}.',
    invalidText: 'Talvez seja antigo demais. Enviamos outro com prazer.',
    invalidStranger: 'Talvez seja antigo demais. Entre, e enviamos outro.',
    hint: 'Confirme o seu e-mail, por favor',
    hintText: 'Enviamos um link para {{email}}. Assim sabemos que as mensagens chegam até você.',
    send: 'Enviar o link de novo',
    sent: 'A caminho. Veja o seu e-mail.',
  },
}
