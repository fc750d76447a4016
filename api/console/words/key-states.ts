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

/** The form that proposes it. */
export const keyStateForm = {
  issuerKey: { ja: '発行者の鍵の識別子', en: 'Identifier of the issuer key' },
  issuerKeyHint: {
    ja: '認証局の証明書にある16進40桁。リポジトリにも出ています',
    en: '40 hexadecimal digits, as the CA certificate and the repository have it',
  },
  keyState: { ja: '行うこと', en: 'What is done' },
} as const;
