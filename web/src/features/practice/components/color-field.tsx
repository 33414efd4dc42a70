import { Button, Input, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { useT } from '@/lib/i18n'
import { brandOf } from '@/ui/brand-colors'
import classes from './settings.module.css'

const SUGGESTED = [
  ['lagoon', '#0a5a61'],
  ['blue', '#1d5fa8'],
  ['violet', '#7b3f98'],
  ['rose', '#c2366b'],
  ['clay', '#b04a2f'],
  ['amber', '#e0a100'],
  ['leaf', '#2f6b2f'],
  ['slate', '#475569'],
] as const

export const OURS = '#0a5a61'
const isColor = (text: string) => /^#[0-9a-f]{6}$/i.test(text)

type Props = {
  value: string | null
  error?: string | undefined
  onChange: (color: string | null) => void
}

/** Typed; what is no colour yet changes nothing. */
function Hex({ value, error, onChange }: Props) {
  const t = useT()
  const [typed, setTyped] = useState<string | null>(null)
  const wrong = typed !== null && !isColor(typed)
  const type = (text: string) => {
    setTyped(isColor(text) ? null : text)
    if (isColor(text)) onChange(text.toLowerCase())
  }
  return (
    <TextInput
      label={t('practice.settings.hex')}
      placeholder={OURS}
      maxLength={7}
      maw={180}
      value={typed ?? value ?? ''}
      onChange={(event) => type(event.currentTarget.value.trim())}
      onBlur={() => setTyped(null)}
      error={wrong ? t('practice.settings.hexInvalid') : error}
    />
  )
}

/** A clinic's own colour: from the wheel, as it is written, or one of ours to begin with. */
export function ColorField({ value, error, onChange }: Props) {
  const t = useT()
  const id = useId()
  const shown = value ? brandOf(value).light.accent : null
  return (
    <>
      <div className={classes.color}>
        <Input.Wrapper label={t('practice.settings.pick')} id={id} size="md">
          <input
            id={id}
            type="color"
            className={classes.well}
            style={{ display: 'block' }}
            value={value ?? OURS}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        </Input.Wrapper>
        <Hex value={value} error={error} onChange={onChange} />
        <Button variant="subtle" disabled={value === null} onClick={() => onChange(null)}>
          {t('practice.settings.ours')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: eight buttons are no form of their own */}
      <div className={classes.swatches} role="group" aria-label={t('practice.settings.suggested')}>
        {SUGGESTED.map(([name, color]) => (
          <button
            key={name}
            type="button"
            className={classes.swatch}
            style={{ background: color }}
            aria-label={t(`practice.settings.colors.${name}`)}
            aria-pressed={value === color}
            onClick={() => onChange(color)}
          />
        ))}
      </div>
      <p className={classes.note} aria-live="polite">
        {shown &&
          (shown === value
            ? t('practice.settings.asIs')
            : t('practice.settings.adapted', { color: shown }))}
      </p>
    </>
  )
}
