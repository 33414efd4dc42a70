/** How a picture is looked at: where it lies, how large, which way up, in what light. */
export type View = {
  scale: number
  x: number
  y: number
  turns: number
  contrast: number
  brightness: number
  inverted: boolean
}
type Point = { x: number; y: number }

export const plain: View = {
  scale: 1,
  x: 0,
  y: 0,
  turns: 0,
  contrast: 100,
  brightness: 100,
  inverted: false,
}

const LEAST = 1
const MOST = 12
export const STEP = 1.4

/** Larger or smaller around a point, given from the middle of the stage; the point stays. */
export function zoomed(view: View, factor: number, { x, y }: Point = { x: 0, y: 0 }): View {
  const scale = Math.min(MOST, Math.max(LEAST, view.scale * factor))
  if (scale === LEAST) return { ...view, scale, x: 0, y: 0 }
  const by = scale / view.scale
  return { ...view, scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by }
}

type Size = { width: number; height: number }

/** Pushed, but never out of sight: at most its edge comes to the middle. */
export function pushed(view: View, by: Point, stage: Size): View {
  if (view.scale === LEAST) return view
  const within = (value: number, length: number) => {
    const most = (length * view.scale) / 2
    return Math.min(most, Math.max(-most, value))
  }
  return { ...view, x: within(view.x + by.x, stage.width), y: within(view.y + by.y, stage.height) }
}

export const turned = (view: View, by: 1 | -1 = 1): View => ({
  ...view,
  turns: (view.turns + by + 4) % 4,
  x: 0,
  y: 0,
})

/** The place and the light, as CSS. A turned picture fits again within the stage. */
export function styleOf(view: View, fit: number): { transform: string; filter: string } {
  const { x, y, scale, turns, contrast, brightness, inverted } = view
  const size = scale * (turns % 2 === 1 ? fit : 1)
  return {
    transform: `translate(${x}px, ${y}px) rotate(${turns * 90}deg) scale(${size})`,
    filter: `${inverted ? 'invert(1) ' : ''}contrast(${contrast}%) brightness(${brightness}%)`,
  }
}

/** How much a picture that fills its stage must shrink (or may grow) to fill it lying on its side. */
export function sidewaysFit(picture: Size, stage: Size): number {
  if (!picture.width || !picture.height || !stage.width || !stage.height) return 1
  const upright = Math.min(stage.width / picture.width, stage.height / picture.height)
  const lying = Math.min(stage.width / picture.height, stage.height / picture.width)
  return lying / upright
}
