import { IconPhone } from '@tabler/icons-react'
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { Schema } from '@/api/client'
import { clinic, providers, services } from '@/api/queries'
import { PublicFrame } from '@/app/frames/public-frame'
import { Finding } from '@/features/place/components/finding'
import { Offered, People } from '@/features/place/components/offered'
import { OpeningHours } from '@/features/place/components/opening-hours'
import classes from '@/features/place/components/place.module.css'
import { useT } from '@/lib/i18n'
import { usePhone } from '@/lib/phones'
import { LinkButton } from '@/ui/links'
import { Part } from '@/ui/panel'
import { WaitingList } from '@/ui/waiting'

const route = getRouteApi('/clinic/$slug')

type OfferedLink = Parameters<Parameters<typeof Offered>[0]['link']>[0]

function Hero({ place }: { place: Schema['PublicClinic'] }) {
  const t = useT()
  const phoneOf = usePhone()
  const { slug, name, about, phone } = place
  return (
    <section className={classes.hero}>
      <h1>{name}</h1>
      {about && <p className={classes.about}>{about}</p>}
      <div className={classes.calls}>
        <LinkButton to="/book/$slug" params={{ slug }} size="lg" className={classes.book}>
          {t('clinic.book')}
        </LinkButton>
        {phone && (
          <a
            className={classes.quiet}
            href={`tel:${phone.replace(/[^+\d]/g, '')}`}
            aria-label={t('clinic.call', { phone: phoneOf(phone) })}
          >
            <IconPhone size={18} aria-hidden /> {phoneOf(phone)}
          </a>
        )}
      </div>
      <p className={classes.promise}>{t('clinic.from')}</p>
    </section>
  )
}

/** A clinic's own page: what it does, who is there, when and where, and one button. */
export function ClinicPage() {
  const t = useT()
  const { slug } = route.useParams()
  const { data: place } = useSuspenseQuery(clinic(slug))
  const offered = useQuery(services(slug))
  const people = useQuery(providers(slug))
  const toBooking = ({ service, className, label, children }: OfferedLink) => (
    <Link
      to="/book/$slug"
      params={{ slug }}
      search={{ service: service.id }}
      className={className}
      aria-label={label}
    >
      {children}
    </Link>
  )
  return (
    <PublicFrame title={place.name}>
      <title>{place.name}</title>
      <div className={classes.page}>
        <Hero place={place} />
        <div className={classes.columns}>
          <Part asked={offered} waiting={<WaitingList rows={6} />}>
            {(all) => <Offered services={all} link={toBooking} />}
          </Part>
          <div className={classes.side}>
            <OpeningHours slug={slug} today={place.today} />
            <Finding place={place} />
            <Part asked={people} waiting={<WaitingList rows={4} face />}>
              {(all) => <People people={all} />}
            </Part>
          </div>
        </div>
      </div>
      <div className={classes.thumb}>
        <LinkButton to="/book/$slug" params={{ slug }} size="lg">
          {t('clinic.book')}
        </LinkButton>
      </div>
    </PublicFrame>
  )
}
