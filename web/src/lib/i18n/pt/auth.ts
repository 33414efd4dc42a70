import type { Catalogue } from '../en'

export const auth: Catalogue['auth'] = {
  title: 'Que bom ver você',
  lead: 'Entre para ver suas consultas ou abrir o dia da clínica.',
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
}
