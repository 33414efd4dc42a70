import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const lagoon: MantineColorsTuple = [
  '#e8f6f4',
  '#cdebe7',
  '#a0d8d2',
  '#6fd3cb',
  '#3fabab',
  '#1c8c90',
  '#0f7379',
  '#0a5a61',
  '#08484f',
  '#06343b',
]
const guava: MantineColorsTuple = [
  '#fff0f2',
  '#ffdde2',
  '#ffb8c2',
  '#ff8f9f',
  '#ff6b81',
  '#f24766',
  '#d92d52',
  '#b51f43',
  '#8f1836',
  '#66112a',
]
const gray: MantineColorsTuple = [
  '#f1f6f5',
  '#e8f0ef',
  '#d9e4e2',
  '#c3d1d0',
  '#a3b4b4',
  '#7d9091',
  '#5b6f71',
  '#43575a',
  '#2c4145',
  '#12282c',
]
const dark: MantineColorsTuple = [
  '#e3efee',
  '#bccdcd',
  '#a3b9ba',
  '#7a9496',
  '#38545a',
  '#223a40',
  '#152d33',
  '#0e2328',
  '#0a1c20',
  '#07171b',
]

const big = { size: 'md', radius: 12 } as const
const input = { styles: { label: { fontWeight: 600, marginBottom: 4 } }, ...big }

/** The head of a dialog is no banner of the page; its title is a heading and looks like one. */
const plain = { attributes: { header: { role: 'presentation' } } }
const titled = {
  title: { fontFamily: 'var(--ts-display)', fontSize: '1.25rem', fontWeight: 700, lineHeight: 1.2 },
}

/** Filled in the primary colour means the accent, whose ink is right in both schemes. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  const isPrimary = !input.color || input.color === 'lagoon'
  if (input.variant !== 'filled' || !isPrimary) return colors
  const [background, hover] = ['var(--ts-accent)', 'var(--ts-accent-hover)']
  return { ...colors, background, hover, color: 'var(--ts-accent-ink)' }
}

export const theme = createTheme({
  colors: { lagoon, guava, gray, dark },
  primaryColor: 'lagoon',
  primaryShade: { light: 7, dark: 3 },
  variantColorResolver: variantColors,
  autoContrast: true,
  luminanceThreshold: 0.4,
  defaultRadius: 12,
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily: 'var(--ts-text)',
  headings: {
    fontFamily: 'var(--ts-display)',
    fontWeight: '700',
    sizes: {
      h1: { fontSize: 'clamp(1.75rem, 1.3rem + 2vw, 2.375rem)', lineHeight: '1.08' },
      h2: { fontSize: '1.375rem', lineHeight: '1.2' },
      h3: { fontSize: '1.0625rem', lineHeight: '1.3' },
    },
  },
  // Plain objects: naming the components here would load them all with the first page.
  components: {
    Button: { defaultProps: { radius: 12 }, styles: { label: { fontWeight: 650 } } },
    TextInput: { defaultProps: input },
    PasswordInput: { defaultProps: input },
    Textarea: { defaultProps: input },
    Select: { defaultProps: { ...input, allowDeselect: false } },
    Modal: {
      defaultProps: { radius: 20, centered: true, padding: 'lg', ...plain },
      styles: titled,
    },
    Drawer: { defaultProps: { padding: 'lg', ...plain }, styles: titled },
    Alert: { defaultProps: { radius: 14 } },
    Skeleton: { defaultProps: { radius: 12 } },
  },
})

/** Mantine's surfaces in our colours, in both schemes. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#12282c',
    '--mantine-color-dimmed': '#4b5f62',
    '--mantine-color-placeholder': '#5b6f71',
    '--mantine-color-error': '#b51f43',
    '--mantine-color-default-border': '#b9c9c8',
    '--mantine-color-yellow-light': '#fff4dc',
    '--mantine-color-yellow-light-color': '#7a4d00',
    '--mantine-color-guava-light': '#ffedf0',
    '--mantine-color-guava-light-hover': '#ffdde2',
    '--mantine-color-guava-light-color': '#a81c3e',
    '--mantine-color-lagoon-light': '#e0f2f0',
    '--mantine-color-lagoon-light-hover': '#cdebe7',
    '--mantine-color-lagoon-light-color': '#0a5a61',
  },
  dark: {
    '--mantine-color-body': '#0e2328',
    '--mantine-color-text': '#e3efee',
    '--mantine-color-dimmed': '#a3b9ba',
    '--mantine-color-placeholder': '#8fa6a8',
    '--mantine-color-error': '#ff8f9f',
    '--mantine-color-yellow-light': '#2d2410',
    '--mantine-color-yellow-light-color': '#f0c76b',
    '--mantine-color-guava-light': '#3a1923',
    '--mantine-color-guava-light-hover': '#4a1f2c',
    '--mantine-color-guava-light-color': '#ff9aaa',
    '--mantine-color-lagoon-light': '#10363b',
    '--mantine-color-lagoon-light-hover': '#16474d',
    '--mantine-color-lagoon-light-color': '#6fd3cb',
    '--mantine-color-default': '#12292f',
    '--mantine-color-default-hover': '#17343b',
    '--mantine-color-default-border': '#38545a',
  },
})
