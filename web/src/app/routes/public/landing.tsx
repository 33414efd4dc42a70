import {
  IconArrowRight,
  IconBolt,
  IconClockHour9,
  IconLock,
  IconShieldCheck,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { clinic } from '@/api/queries'
import { PublicFrame } from '@/app/frames/public-frame'
import { DeskSketch } from '@/features/landing/components/desk-sketch'
import { demoClinics } from '@/lib/demo'
import { useT } from '@/lib/i18n'
import { LinkButton } from '@/ui/links'
import { Mark } from '@/ui/logo'
import classes from './landing.module.css'

const promises = [
  { icon: IconShieldCheck, title: 'neverTitle', text: 'neverText' },
  { icon: IconBolt, title: 'nowTitle', text: 'nowText' },
  { icon: IconLock, title: 'yoursTitle', text: 'yoursText' },
  { icon: IconClockHour9, title: 'zoneTitle', text: 'zoneText' },
] as const

function Hero({ demo }: { demo: boolean }) {
  const t = useT()
  return (
    <section className={classes.hero}>
      <div>
        <p className={classes.badge}>{t('landing.badge')}</p>
        <h1 className={classes.title}>
          {t('landing.title')} <em>{t('landing.titleAccent')}</em>
        </h1>
        <p className={classes.lead}>{t('landing.lead')}</p>
        <div className={classes.calls}>
          <LinkButton to="/login" size="lg">
            {t('landing.signIn')}
          </LinkButton>
          {demo && (
            <LinkButton to="/book/$slug" params={{ slug: 'sorriso' }} size="lg" variant="default">
              {t('landing.try')}
            </LinkButton>
          )}
        </div>
      </div>
      <DeskSketch />
    </section>
  )
}

function Promises() {
  const t = useT()
  return (
    <section className={classes.promises}>
      {promises.map(({ icon: Icon, title, text }) => (
        <article key={title}>
          <Icon size={26} stroke={1.6} aria-hidden />
          <h2>{t(`landing.${title}`)}</h2>
          <p>{t(`landing.${text}`)}</p>
        </article>
      ))}
    </section>
  )
}

function Demo() {
  const t = useT()
  return (
    <section className={classes.demo} aria-labelledby="demo">
      <h2 id="demo">{t('landing.demoTitle')}</h2>
      <p>{t('landing.demoLead')}</p>
      <div className={classes.clinics}>
        {demoClinics.map(({ slug, name, place }) => (
          <Link
            key={slug}
            to="/book/$slug"
            params={{ slug }}
            className={classes.clinic}
            aria-label={t('landing.demoGo', { clinic: name })}
          >
            <span>
              <strong>{name}</strong>
              <span>{t(`landing.${place}`)}</span>
            </span>
            <IconArrowRight size={24} aria-hidden />
          </Link>
        ))}
      </div>
      <p className={classes.pages}>
        {t('landing.demoPages')}{' '}
        {demoClinics.map(({ slug, name }) => (
          <Link key={slug} to="/clinic/$slug" params={{ slug }}>
            {name}
          </Link>
        ))}
      </p>
    </section>
  )
}

export function LandingPage() {
  const t = useT()
  const demo = useQuery(clinic(demoClinics[0].slug)).isSuccess
  return (
    <PublicFrame
      wide
      actions={
        <LinkButton to="/login" variant="subtle" className={classes.signIn}>
          {t('app.signIn')}
        </LinkButton>
      }
    >
      <title>TopSmile</title>
      <Hero demo={demo} />
      <Promises />
      {demo && <Demo />}
      <footer className={classes.footer}>
        <Mark size={28} /> {t('landing.footer')}
      </footer>
    </PublicFrame>
  )
}
