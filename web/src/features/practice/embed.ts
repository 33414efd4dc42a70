const attribute = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

/** What a clinic pastes into its own site. */
export const embedding = (origin: string, slug: string, title: string): string =>
  [
    `<iframe src="${origin}/book/${slug}"`,
    `  title="${attribute(title)}" loading="lazy"`,
    '  style="width:100%;height:780px;border:0;border-radius:16px"></iframe>',
  ].join('\n')
