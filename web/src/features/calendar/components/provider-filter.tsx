import { Select } from '@mantine/core'
import { useT } from '@/lib/i18n'
import type { Column } from '../geometry'

type Props = {
  providers: readonly Column[]
  shown: string | undefined
  onShow: (provider: string | undefined) => void
}

/** Whose visits to see: everybody's, or one person's. */
export function ProviderFilter({ providers, shown, onShow }: Props) {
  const t = useT()
  return (
    <Select
      aria-label={t('calendar.filter.label')}
      placeholder={t('calendar.filter.all')}
      value={shown ?? ''}
      onChange={(value) => onShow(value || undefined)}
      data={[
        { value: '', label: t('calendar.filter.all') },
        ...providers.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      allowDeselect={false}
      size="sm"
      radius={12}
      w={190}
      comboboxProps={{ width: 230, position: 'bottom-start' }}
    />
  )
}
