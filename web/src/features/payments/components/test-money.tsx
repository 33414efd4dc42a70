import { Alert, Button, Text } from '@mantine/core'
import { IconTestPipe } from '@tabler/icons-react'
import { useT } from '@/lib/i18n'

/** Cards that exist for trying only. */
const GOOD = '4242 4242 4242 4242'
const ASKS = '4000 0025 0000 3155'
const DECLINED = '4000 0000 0000 0002'

/** Says that nothing here is real, before anybody types a card that is. */
export function TestMoney({ fill }: { fill: ((number: string) => void) | undefined }) {
  const t = useT()
  return (
    <Alert role="note" color="yellow" icon={<IconTestPipe aria-hidden />}>
      <Text size="sm" fw={650}>
        {t('payments.test.mark')}
      </Text>
      <Text size="sm">{t('payments.test.text', { number: GOOD })}</Text>
      <Text size="xs" mt={4}>
        {t('payments.test.bank', { asks: ASKS, declined: DECLINED })}
      </Text>
      {fill && (
        <Button
          size="compact-sm"
          variant="default"
          mt="sm"
          onClick={() => fill(GOOD.replaceAll(' ', ''))}
        >
          {t('payments.test.fill')}
        </Button>
      )}
    </Alert>
  )
}
