import type { Catalogue } from '../en'

/** Perguntado a quem está para fechar o que escreveu. */
export const leaving: Catalogue['leaving'] = {
  title: 'Fechar sem salvar?',
  text: 'O que você escreveu aqui se perderia.',
  stay: 'Continuar escrevendo',
  leave: 'Fechar sem salvar',
}
