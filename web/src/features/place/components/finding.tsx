import { IconMail, IconMapPin, IconPhone } from '@tabler/icons-react'
import type { Schema } from '@/api/client'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/phones'
import classes from './place.module.css'

const ICON = { size: 18, stroke: 1.8, 'aria-hidden': true } as const

const mapOf = (address: string) =>
  `https://www.openstreetmap.org/search?${new URLSearchParams({ query: address.replaceAll('\n', ', ') })}`

/** Where the clinic is and how it is reached, as far as it says. */
export function Finding({ place }: { place: Schema['PublicClinic'] }) {
  const t = useT()
  const phoneOf = usePhone()
  const { address, phone, email } = place
  if (!address && !phone && !email) return null
  return (
    <section className={classes.section} aria-labelledby="find">
      <h2 id="find">{t('clinic.find')}</h2>
      {address && <address className={classes.address}>{address}</address>}
      <ul className={classes.ways}>
        {address && (
          <li>
            <a href={mapOf(address)} target="_blank" rel="noreferrer">
              <IconMapPin {...ICON} /> {t('clinic.map')}
            </a>
          </li>
        )}
        {phone && (
          <li>
            <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>
              <IconPhone {...ICON} /> {phoneOf(phone)}
            </a>
          </li>
        )}
        {email && (
          <li>
            <a href={`mailto:${email}`} aria-label={`${t('clinic.write')}: ${email}`}>
              <IconMail {...ICON} /> {email}
            </a>
          </li>
        )}
      </ul>
    </section>
  )
}
