import type { Catalogue } from '../en'

/** Um campo para tudo: ir, achar, fazer. E as teclas que dispensam o campo. */
export const palette: Catalogue['palette'] = {
  open: 'Buscar ou ir para',
  title: 'Buscar ou ir para',
  hint: 'Um paciente, uma tela, um dia (“amanhã”, “12 dez”) ou o que fazer',
  results: 'Resultados',
  none: 'Nada combina com “{{q}}”',
  searching: 'Procurando pacientes…',
  found_one: '{{count}} resultado',
  found_other: '{{count}} resultados',
  groups: { people: 'Pacientes', places: 'Ir para', days: 'Dias', acts: 'Fazer' },
  day: 'Ir para {{day}}',
  acts: {
    book: 'Nova consulta',
    light: 'Aparência clara',
    dark: 'Aparência escura',
    auto: 'Aparência como a do aparelho',
    speak: 'Falar {{language}}',
    keys: 'Atalhos do teclado',
    signOut: 'Sair',
  },
  keys: {
    title: 'Atalhos do teclado',
    everywhere: 'Em qualquer tela',
    here: 'Nesta tela',
    search: 'Buscar ou ir para',
    new: 'Nova consulta',
    go: 'Ir para: {{place}}',
    sheet: 'Esta lista',
    next: 'e depois',
    more: 'Mais teclas, para qualquer tela',
    tab: 'De aba em aba',
  },
}
