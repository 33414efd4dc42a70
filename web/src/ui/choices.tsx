import { type ReactNode, useId } from 'react'
import classes from './choices.module.css'

export type Choice = {
  value: string
  title: string
  text?: string
  side?: ReactNode
  lead?: ReactNode
}

type Props = {
  legend: string
  options: Choice[]
  value: string | null
  onChange: (value: string) => void
  /** A pointer that picks a card means it; arrow keys only look around. */
  onCommit: (value: string) => void
}

/** Cards that are one radio group: tab to it, arrows within it, Enter or a tap to go on. */
export function Choices({ legend, options, value, onChange, onCommit }: Props) {
  const name = useId()
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className={classes.card}>
          <input
            type="radio"
            name={name}
            className={classes.input}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            onClick={(event) => event.detail > 0 && onCommit(option.value)}
            onKeyDown={(event) => event.key === 'Enter' && onCommit(option.value)}
            aria-label={option.title}
          />
          {option.lead && <span className={classes.lead}>{option.lead}</span>}
          <span className={classes.words}>
            <span className={classes.title}>{option.title}</span>
            {option.text && <span className={classes.text}>{option.text}</span>}
          </span>
          {option.side && <span className={classes.side}>{option.side}</span>}
        </label>
      ))}
    </fieldset>
  )
}
