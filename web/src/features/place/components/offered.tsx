import { IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Schema } from '@/api/client'
import { useFormats } from '@/lib/format'
import { useT } from '@/lib/i18n'
import { Face } from '@/ui/face'
import classes from './place.module.css'

type Service = Schema['PublicService']
type LinkProps = { service: Service; className: string; label: string; children: ReactNode }
type OfferedProps = { services: Service[]; link: (props: LinkProps) => ReactNode }

/** What can be booked, each a way into the booking. */
export function Offered({ services, link }: OfferedProps) {
  const t = useT()
  const format = useFormats()
  const ready = services.filter(({ provider_ids }) => provider_ids.length > 0)
  return (
    <section className={classes.section} aria-labelledby="services">
      <h2 id="services">{t('clinic.services')}</h2>
      {ready.length === 0 && <p>{t('clinic.none')}</p>}
      <ul className={classes.services}>
        {ready.map((service) => {
          const { id, name, description, duration_minutes, price } = service
          const children = (
            <>
              <span>
                <strong>{name}</strong>
                {description && <p>{description}</p>}
              </span>
              <span className={classes.cost}>
                {format.money(price)}
                <small>{t('minutes', { count: duration_minutes })}</small>
              </span>
              <IconChevronRight size={20} aria-hidden />
            </>
          )
          const label = t('clinic.bookThis', { service: name })
          return (
            <li key={id}>{link({ service, className: classes.service ?? '', label, children })}</li>
          )
        })}
      </ul>
    </section>
  )
}

/** Who treats here. */
export function People({ people }: { people: Schema['PublicProvider'][] }) {
  const t = useT()
  if (people.length === 0) return null
  return (
    <section className={classes.section} aria-labelledby="people">
      <h2 id="people">{t('clinic.people')}</h2>
      <ul className={classes.people}>
        {people.map(({ id, name, specialty }) => (
          <li key={id}>
            <Face name={name} size={52} />
            <span>
              <strong>{name}</strong>
              {specialty && <span>{specialty}</span>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
