import { useT } from '@/lib/i18n'
import { Face } from '@/ui/face'
import classes from './desk-sketch.module.css'

type Visit = { from: number; long: number; status: string; name: string }
type Column = { dentist: string; visits: Visit[] }

const day: Column[] = [
  {
    dentist: 'Ana Prado',
    visits: [
      { from: 0, long: 4, status: 'completed', name: 'Rui Falcão' },
      { from: 4, long: 6, status: 'in_progress', name: 'Lia Campos' },
      { from: 11, long: 4, status: 'confirmed', name: 'Otto Reis' },
    ],
  },
  {
    dentist: 'Theo Lang',
    visits: [
      { from: 1, long: 5, status: 'completed', name: 'Mia Torres' },
      { from: 6.25, long: 4, status: 'checked_in', name: 'Noah Brand' },
      { from: 12, long: 4, status: 'scheduled', name: 'Eva Lindt' },
    ],
  },
  {
    dentist: 'Inês Mar',
    visits: [
      { from: 0, long: 3, status: 'completed', name: 'Joel Pinto' },
      { from: 5, long: 4, status: 'confirmed', name: 'Sara Weiss' },
      { from: 10, long: 5, status: 'scheduled', name: 'Caio Nunes' },
    ],
  },
]

/** A day at the desk, drawn with the calendar's own colours. */
export function DeskSketch() {
  const t = useT()
  return (
    <div className={classes.stage} role="img" aria-label={t('landing.dayLabel')}>
      <div className={classes.desk} aria-hidden="true">
        <p className={classes.title}>{t('landing.day')}</p>
        <div className={classes.columns}>
          {day.map(({ dentist, visits }, index) => (
            <div key={dentist} className={classes.column}>
              <div className={classes.head}>
                <Face name={dentist} size={26} /> {dentist}
              </div>
              <div className={classes.hours}>
                {visits.map(({ from, long, status, name }, turn) => (
                  <span
                    key={name}
                    className={classes.visit}
                    style={{
                      top: `${(from / 16) * 100}%`,
                      height: `calc(${(long / 16) * 100}% - 4px)`,
                      background: `var(--ts-${status})`,
                      borderColor: `var(--ts-${status}-edge)`,
                      animationDelay: `${index * 90 + turn * 130}ms`,
                    }}
                  >
                    {name}
                  </span>
                ))}
              </div>
            </div>
          ))}
          <span className={classes.now} />
        </div>
      </div>
      <div className={classes.slip} aria-hidden="true">
        <span className={classes.slipTime}>14:30</span>
        <span className={classes.slipText}>{t('booking.held', { clock: '9:41' })}</span>
      </div>
    </div>
  )
}
