import type { KeyStateTarget } from '../../../domain/issuance/issuer-key-states.ts';
import type { Said } from './said.ts';

/** What two custodians have done to an issuer key, in words. */
export const keyStateWords: Readonly<Record<KeyStateTarget, Said>> = {
  accredited: { ja: '認定を受けた鍵とする', en: 'The key is accredited' },
  issuing: {
    ja: '発行を始める(同じ認証業務の古い鍵は、失効情報だけに署名する)',
    en: 'It starts issuing; an older key of the same services signs status alone',
  },
  'status-only': { ja: '発行をやめ、失効情報だけに署名する', en: 'It signs status alone' },
  retired: { ja: '使い終える(元に戻せない)', en: 'It is retired, for ever' },
  compromised: {
    ja: '危殆化した鍵の証明書をすべて失効させる(元に戻せない)',
    en: 'Every certificate of a compromised key is revoked, for ever',
  },
};
