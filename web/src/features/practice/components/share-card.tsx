import { Anchor, Button, CopyButton } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'
import type { Settings } from '../api'
import { embedding } from '../embed'
import classes from './practice.module.css'
import settings from './settings.module.css'

function Copy({ what, value }: { what: string; value: string }) {
  const t = useT()
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          size="compact-md"
          onClick={copy}
          aria-label={copied ? t('app.copied') : t('practice.settings.copyIt', { what })}
          leftSection={
            copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />
          }
        >
          {t(copied ? 'app.copied' : 'app.copy')}
        </Button>
      )}
    </CopyButton>
  )
}

/** The addresses of the public pages, and what goes into the clinic's own site. */
export function ShareCard({ slug, name }: Pick<Settings, 'slug' | 'name'>) {
  const t = useT()
  const { origin } = window.location
  const snippet = embedding(origin, slug, `${name} · ${t('practice.settings.booking')}`)
  const addresses = [
    [t('practice.settings.page'), `${origin}/clinic/${slug}`],
    [t('practice.settings.booking'), `${origin}/book/${slug}`],
  ] as const
  return (
    <section className={classes.card}>
      <h2>{t('practice.settings.share')}</h2>
      <p className={classes.lead}>{t('practice.settings.shareText')}</p>
      <dl className={settings.addresses}>
        {addresses.map(([what, address]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              <Anchor href={address} target="_blank">
                {address.replace(/^https?:\/\//, '')}
              </Anchor>
            </dd>
            <dd>
              <Copy what={what} value={address} />
            </dd>
          </div>
        ))}
      </dl>
      <div className={classes.foot}>
        <h3 style={{ margin: 0, fontSize: '1rem' }}>{t('practice.settings.embed')}</h3>
        <Copy what={t('practice.settings.embed')} value={snippet} />
      </div>
      <p className={settings.note}>{t('practice.settings.embedText')}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what can be scrolled can be reached by keys */}
      <pre className={settings.snippet} tabIndex={0}>
        {snippet}
      </pre>
    </section>
  )
}
