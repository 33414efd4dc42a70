import { UnstyledButton } from '@mantine/core'
import { DEMO_PASSWORD, demoClinics } from '@/lib/demo'
import { useT } from '@/lib/i18n'
import { Face } from '@/ui/face'
import classes from './demo-accounts.module.css'

type Account = { email: string; password: string; clinic: string }
type Props = { onPick: (account: Account) => void; disabled: boolean }

const people = [
  { name: 'reception', role: 'receptionist' },
  { name: 'dentist', role: 'dentist' },
  { name: 'manager', role: 'manager' },
  { name: 'patient', role: 'patient' },
] as const

/** The demo's made-up people, one tap from being one of them. */
export function DemoAccounts({ onPick, disabled }: Props) {
  const t = useT()
  return (
    <section aria-labelledby="demo">
      <h2 id="demo" className={classes.title}>
        {t('auth.demo')}
      </h2>
      <p className={classes.text}>{t('auth.demoText')}</p>
      {demoClinics.map(({ slug, name: clinic }) => (
        <div key={slug} className={classes.clinic}>
          <h3 className={classes.name}>{clinic}</h3>
          <div className={classes.people}>
            {people.map(({ name, role }) => (
              <UnstyledButton
                key={name}
                className={classes.person}
                disabled={disabled}
                aria-label={t('auth.demoAs', { role: t(`role.${role}`), clinic })}
                onClick={() =>
                  onPick({ email: `${name}@${slug}.demo`, password: DEMO_PASSWORD, clinic: slug })
                }
              >
                <Face name={t(`role.${role}`)} size={34} />
                {t(`role.${role}`)}
              </UnstyledButton>
            ))}
          </div>
        </div>
      ))}
    </section>
  )
}
