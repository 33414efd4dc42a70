import { useId } from 'react'
import { useT } from '@/lib/i18n'
import { Face } from '@/ui/face'
import { reveal } from '@/ui/reveal'
import type { Column } from '../geometry'
import { useBoard } from '../store'
import classes from './provider-switch.module.css'

type Props = { providers: Column[]; shown: string }

/** On a phone: whose column to see. */
export function ProviderSwitch({ providers, shown }: Props) {
  const t = useT()
  const name = useId()
  const show = useBoard((board) => board.show)
  return (
    <fieldset className={classes.switch}>
      <legend className={classes.legend}>{t('staff.day.provider')}</legend>
      {providers.map((provider) => (
        <label
          key={provider.id}
          className={classes.provider}
          ref={provider.id === shown ? reveal : null}
        >
          <input
            type="radio"
            name={name}
            checked={provider.id === shown}
            onChange={() => show(provider.id)}
            aria-label={provider.name}
          />
          <Face name={provider.name} size={30} />
          <span>{provider.name}</span>
        </label>
      ))}
    </fieldset>
  )
}
