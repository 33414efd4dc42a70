export const offline = {
  version: {
    ready: 'Há uma versão nova.',
    reload: 'Recarregar',
    later: 'Depois',
    unsaved: 'O que você escreveu aqui ainda não foi salvo.',
    anyway: 'Recarregar mesmo assim',
  },
}
