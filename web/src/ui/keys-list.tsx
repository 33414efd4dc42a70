import { Kbd } from '@mantine/core'
import { useT } from '@/lib/i18n'
import classes from './keys-list.module.css'

type Item = {
  what: string
  keys: readonly string[]
  /** One after the other, not either. */
  inTurn?: boolean
}
type Props = { title: string; items: readonly Item[] }

/** Keys and what they do, as one section of the sheet. */
export function KeysList({ title, items }: Props) {
  const t = useT()
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      <dl className={classes.keys}>
        {items.map(({ what, keys, inTurn }) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {keys.map((key, index) => (
                <span key={key}>
                  {inTurn && index > 0 && <small>{t('palette.keys.next')} </small>}
                  <Kbd>{key}</Kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
