export const offline = {
  portal:
    'Não conseguimos falar com a clínica. Suas consultas estão como eram {{ago}}. Para marcar ou mudar uma é preciso conexão, para que o horário seja mesmo seu.',
  version: {
    ready: 'Há uma versão nova.',
    reload: 'Recarregar',
    later: 'Depois',
    unsaved: 'O que você escreveu aqui ainda não foi salvo.',
    anyway: 'Recarregar mesmo assim',
  },
}
