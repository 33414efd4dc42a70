import type { Catalogue } from '../en'

/** As páginas do próprio paciente. */
export const own: Catalogue['own'] = {
  nav: {
    label: 'Minhas páginas',
    visits: 'Consultas',
    files: 'Arquivos',
    payments: 'Pagamentos',
    profile: 'Perfil',
  },
  profile: {
    title: 'Meu perfil',
    details: 'Sobre você',
    name: 'Nome completo',
    phone: 'Telefone',
    birth: 'Data de nascimento',
    language: 'Idioma das nossas mensagens',
    email: 'E-mail',
    emailHint: 'É com ele que você entra. Para trocar, fale com {{clinic}}.',
    save: 'Salvar alterações',
    saved: 'Salvo',
    unsaved: 'Ainda não salvo',
    conflict:
      'Alguém da clínica mudou os seus dados enquanto isso. O que você digitou continua aqui: confira e salve de novo.',
    birthAhead: 'Esta data ainda não chegou',
  },
  agreed: {
    title: 'O que você aceitou',
    text: 'As condições das suas próximas consultas, como eram quando você agendou.',
    none: 'Nenhuma das próximas consultas tem condições próprias.',
  },
  access: {
    title: 'Seu acesso',
    password: 'Senha',
    passwordText: 'Mandamos para {{email}} um link para você escolher uma nova.',
    passwordSend: 'Receber o link',
    passwordSent: 'O link está a caminho. Veja o seu e-mail.',
    devices: 'Onde você está conectado',
    here: 'Este aparelho',
    used: 'Usado {{ago}}',
    end: 'Sair',
    endOf: 'Sair de {{device}}',
    ended: 'Pronto, saiu daquele aparelho.',
    on: '{{browser}} no {{system}}',
    unknown: 'Aparelho desconhecido',
  },
}
