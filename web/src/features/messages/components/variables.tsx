import { Tooltip } from '@mantine/core'
import { useT } from '@/lib/i18n'
import classes from './template.module.css'

const known = [
  'reader',
  'clinic',
  'service',
  'provider',
  'day',
  'time',
  'visits',
  'link',
  'confirm_link',
  'reschedule_link',
  'cancel_link',
] as const

type Props = { variables: Record<string, string>; onInsert: (name: string) => void }

/** What may stand in the words; a click puts it where the cursor is. */
export function Variables({ variables, onInsert }: Props) {
  const t = useT()
  const means = (name: string) => {
    const mine = known.find((each) => each === name)
    return mine ? t(`messages.variable.${mine}`) : variables[name]
  }
  return (
    <ul className={classes.variables} aria-label={t('messages.variables')}>
      {Object.keys(variables).map((name) => (
        <li key={name}>
          <Tooltip label={`{{ ${name} }}`} openDelay={300}>
            <button type="button" onClick={() => onInsert(name)}>
              {means(name)}
            </button>
          </Tooltip>
        </li>
      ))}
    </ul>
  )
}
