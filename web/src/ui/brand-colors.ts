/**
 * A clinic's colour in all the places where ours stand: what is pressed, what is under the pointer,
 * what is written on it, and the tint behind it, in light and dark. The hue is the clinic's, the
 * lightness is what can be read (WCAG AA against everything it may lie upon). Pure.
 */

type Shade = { l: number; c: number; h: number }
type Rgb = [number, number, number]

export type Palette = { accent: string; hover: string; ink: string; wash: string }
export type Brand = { light: Palette; dark: Palette; night: string }

/** Text of normal size, and a hair more, so that rounding to whole bytes takes nothing away. */
const READABLE = 4.55
const STEP = 0.005

/** What the accent is written upon or lies beside; the same as in tokens.css. */
export const GROUNDS = {
  light: ['#f1f6f5', '#ffffff', '#e8f0ef'],
  dark: ['#07171b', '#0e2328', '#0a1c20'],
} as const

const WHITE = '#ffffff'
const linear = (byte: number) => {
  const part = byte / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
const byte = (part: number) => {
  const clipped = Math.min(1, Math.max(0, part))
  return Math.round(
    255 * (clipped <= 0.00313 ? clipped * 12.92 : 1.055 * clipped ** (1 / 2.4) - 0.055),
  )
}

function linearOf(hex: string): Rgb {
  const at = (from: number) => linear(Number.parseInt(hex.slice(from, from + 2), 16))
  return [at(1), at(3), at(5)]
}

function luminance(hex: string): number {
  const [r, g, b] = linearOf(hex)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** From 1, the same, to 21, black on white. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

/** OKLCH: steps of lightness look equally large whatever the hue. */
function shadeOf(hex: string): Shade {
  const [r, g, b] = linearOf(hex)
  const long = Math.cbrt(0.412221 * r + 0.536332 * g + 0.051445 * b)
  const medium = Math.cbrt(0.211903 * r + 0.680699 * g + 0.107396 * b)
  const short = Math.cbrt(0.088302 * r + 0.281718 * g + 0.629978 * b)
  const green = 1.977998 * long - 2.428592 * medium + 0.450593 * short
  const blue = 0.025904 * long + 0.782771 * medium - 0.808675 * short
  return {
    l: 0.210454 * long + 0.793617 * medium - 0.004072 * short,
    c: Math.hypot(green, blue),
    h: Math.atan2(blue, green),
  }
}

function rgbOf({ l, c, h }: Shade): Rgb {
  const [a, b] = [c * Math.cos(h), c * Math.sin(h)]
  const long = (l + 0.396337 * a + 0.215803 * b) ** 3
  const medium = (l - 0.105561 * a - 0.063854 * b) ** 3
  const short = (l - 0.089484 * a - 1.291485 * b) ** 3
  return [
    4.076741 * long - 3.307711 * medium + 0.230969 * short,
    -1.268438 * long + 2.609757 * medium - 0.341319 * short,
    -0.004196 * long - 0.703418 * medium + 1.707614 * short,
  ]
}

const shows = (rgb: Rgb) => rgb.every((part) => part > -0.0005 && part < 1.0005)

/** As a screen can show it: less colourful where it must be, but never of another hue. */
function hexOf(shade: Shade): string {
  let { c } = shade
  while (c > 0 && !shows(rgbOf({ ...shade, c }))) c = Math.max(0, c - 0.004)
  const bytes = rgbOf({ ...shade, c }).map(byte)
  return `#${bytes.map((each) => each.toString(16).padStart(2, '0')).join('')}`
}

const reads = (hex: string, upon: readonly string[]) =>
  upon.every((each) => contrast(hex, each) >= READABLE)

/** The nearest lightness at which it can be read upon all of these. */
function readable(shade: Shade, towards: 1 | -1, upon: readonly string[]): Shade {
  let found = shade
  while (!reads(hexOf(found), upon) && found.l > 0 && found.l < 1)
    found = { ...found, l: Math.min(1, Math.max(0, found.l + towards * STEP)) }
  return found
}

const tint = ({ c, h }: Shade, l: number, most: number) => hexOf({ l, h, c: Math.min(c, most) })

export function brandOf(color: string): Brand {
  const own = shadeOf(color)
  const pale = tint(own, 0.955, 0.028)
  const deep = tint(own, 0.31, 0.05)
  const light = readable(own, -1, [...GROUNDS.light, pale])
  const bright = { ...own, l: Math.max(own.l, 0.72), c: Math.min(own.c, 0.14) }
  const dark = readable(bright, 1, [...GROUNDS.dark, deep])
  const further = light.l > 0.3 ? -0.06 : 0.07
  return {
    light: {
      accent: hexOf(light),
      hover: hexOf({ ...light, l: light.l + further }),
      ink: WHITE,
      wash: pale,
    },
    dark: {
      accent: hexOf(dark),
      hover: hexOf({ ...dark, l: Math.min(1, dark.l + 0.06) }),
      ink: tint(own, 0.23, 0.045),
      wash: deep,
    },
    night: tint(own, 0.25, 0.06),
  }
}

const names = {
  accent: ['--ts-accent', '--mantine-color-lagoon-filled', '--mantine-color-lagoon-light-color'],
  hover: ['--ts-accent-hover', '--mantine-color-lagoon-filled-hover'],
  ink: ['--ts-accent-ink'],
  wash: ['--ts-accent-wash', '--mantine-color-lagoon-light'],
} as const satisfies Record<keyof Palette, readonly string[]>

/** The same as values of our variables, each for both schemes. */
export function variablesOf({ light, dark, night }: Brand): Record<string, string> {
  const both = (part: keyof Palette) =>
    names[part].map((name) => [name, `light-dark(${light[part]}, ${dark[part]})`] as const)
  return Object.fromEntries([
    ...(['accent', 'hover', 'ink', 'wash'] as const).flatMap(both),
    ['--mantine-color-anchor', `light-dark(${light.accent}, ${dark.accent})`],
    ['--ts-mark', light.accent],
    ['--ts-night', night],
  ])
}
