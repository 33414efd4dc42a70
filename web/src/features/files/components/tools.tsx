import { ActionIcon, Popover, Slider, Switch } from '@mantine/core'
import {
  IconAdjustments,
  IconColumns2,
  IconContrast,
  IconRestore,
  IconRotateClockwise,
  IconZoomIn,
  IconZoomOut,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { plain, STEP, turned, type View, zoomed } from '../view'
import classes from './viewer.module.css'

const ICON = { size: 21, stroke: 1.7, 'aria-hidden': true } as const

type ToolProps = {
  label: string
  hint?: string
  pressed?: boolean
  disabled?: boolean
  onClick?: () => void
  children: ReactNode
}

export function Tool({ label, hint, pressed, disabled, onClick, children }: ToolProps) {
  return (
    <ActionIcon
      variant="transparent"
      size={44}
      className={classes.tool}
      aria-label={label}
      title={hint ? `${label} (${hint})` : label}
      {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
      disabled={disabled ?? false}
      {...(onClick ? { onClick } : {})}
    >
      {children}
    </ActionIcon>
  )
}

type LightProps = { view: View; onView: (change: (view: View) => View) => void }

/** For x-rays: what hides in the dark. */
function Light({ view, onView }: LightProps) {
  const t = useT()
  const slider = (what: 'contrast' | 'brightness') => (
    <div>
      <label htmlFor={`light-${what}`} className={classes.lightLabel}>
        {t(`files.view.${what}`)} <span className="tabular">{view[what]}%</span>
      </label>
      <Slider
        min={20}
        max={300}
        step={5}
        label={null}
        value={view[what]}
        onChange={(value) => onView((now) => ({ ...now, [what]: value }))}
        thumbLabel={t(`files.view.${what}`)}
      />
    </div>
  )
  return (
    <Popover position="top" radius={16} shadow="md" width={260} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="transparent"
          size={44}
          className={classes.tool}
          aria-label={t('files.view.light')}
          title={t('files.view.light')}
        >
          <IconAdjustments {...ICON} />
        </ActionIcon>
      </Popover.Target>
      {/* Escape closes this, and not the picture. */}
      <Popover.Dropdown data-mantine-stop-propagation="true">
        <div className={classes.light}>
          {slider('contrast')}
          {slider('brightness')}
          <Switch
            label={t('files.view.invert')}
            checked={view.inverted}
            onChange={({ currentTarget }) => {
              const inverted = currentTarget.checked
              onView((now) => ({ ...now, inverted }))
            }}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

type Props = LightProps & {
  compare: { on: boolean; possible: boolean; toggle: () => void }
}

/** What can be done to how a picture is seen. */
export function Tools({ view, onView, compare }: Props) {
  const t = useT()
  return (
    <div className={classes.tools} role="toolbar" aria-label={t('files.view.tools')}>
      <Tool
        label={t('files.view.out')}
        hint="-"
        disabled={view.scale <= 1}
        onClick={() => onView((now) => zoomed(now, 1 / STEP))}
      >
        <IconZoomOut {...ICON} />
      </Tool>
      <output className={classes.scale} aria-label={t('files.view.size')}>
        {Math.round(view.scale * 100)}%
      </output>
      <Tool label={t('files.view.in')} hint="+" onClick={() => onView((now) => zoomed(now, STEP))}>
        <IconZoomIn {...ICON} />
      </Tool>
      <Tool label={t('files.view.rotate')} hint="R" onClick={() => onView((now) => turned(now))}>
        <IconRotateClockwise {...ICON} />
      </Tool>
      <Light view={view} onView={onView} />
      <Tool
        label={t('files.view.invert')}
        hint="I"
        pressed={view.inverted}
        onClick={() => onView((now) => ({ ...now, inverted: !now.inverted }))}
      >
        <IconContrast {...ICON} />
      </Tool>
      {compare.possible && (
        <Tool
          label={t('files.view.compare')}
          hint="C"
          pressed={compare.on}
          onClick={compare.toggle}
        >
          <IconColumns2 {...ICON} />
        </Tool>
      )}
      <Tool label={t('files.view.reset')} hint="0" onClick={() => onView(() => plain)}>
        <IconRestore {...ICON} />
      </Tool>
    </div>
  )
}
