import type { CSSProperties } from 'react'
import { useT } from '@/lib/i18n'
import { brandOf, variablesOf } from '@/ui/brand-colors'
import { Mark } from '@/ui/logo'
import classes from './settings.module.css'

type Props = { name: string; color: string }

/** How patients will see it, in both schemes, before it is saved. */
export function BrandPreview({ name, color }: Props) {
  const t = useT()
  const variables = variablesOf(brandOf(color)) as CSSProperties
  return (
    <div className={classes.previews}>
      {(['light', 'dark'] as const).map((scheme) => (
        <figure
          key={scheme}
          className={classes.preview}
          style={{ ...variables, colorScheme: scheme }}
        >
          <figcaption>
            {t('practice.settings.preview')}: {t(`practice.settings.${scheme}`)}
          </figcaption>
          <span className={classes.clinic}>
            <Mark size={30} /> {name}
          </span>
          <span className={classes.pill}>{t('practice.settings.samplePill')}</span>
          <span className={classes.visit}>
            <strong>{t('practice.settings.sampleService')}</strong>
            <span>{t('practice.settings.sampleText')}</span>
          </span>
          <span className={classes.button}>{t('practice.settings.sampleBook')}</span>
          <span className={classes.link}>{t('practice.settings.sampleLink')}</span>
        </figure>
      ))}
    </div>
  )
}
