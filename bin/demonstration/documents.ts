import { createHash } from 'node:crypto';
import type { AccreditationsDocument } from '../../domain/governance/certificate-service.ts';
import type { PortalKey } from '../../domain/governance/portal-keys.ts';
import type { OfficersDocument } from '../../domain/governance/officer-register.ts';
import {
  LINK_SHAPE,
  RESPONDER_SHAPE,
  SELF_SIGNED_SHAPE,
  subscriberShape,
  type ProfilesV2,
} from '../../domain/issuance/certificate-profiles.ts';

/**
 * The invented operator of the demonstration: two certificate services, the text that is explained to
 * applicants, a portal, and staff. Everything in it is made up.
 */

/** When everything of the demonstration came into force. */
export const EFFECTIVE_FROM = new Date('2026-10-01T00:00:00+09:00');

/** One service under each law, so that both sets of duties can be seen (union of duties). */
export const ACCREDITATIONS: AccreditationsDocument = {
  v: 1,
  services: [
    {
      id: 'demo-simultaneous',
      name: {
        ja: '見本 署名用証明書（同時送付）',
        en: 'Sample signing certificate (key with application)',
      },
      accreditationsHeld: 'jpkiItem5',
      simultaneousOpenUnderAct: false,
      simultaneousOpenUnderJpkiItem5: true,
      certificateTypes: ['basic', 'attribute'],
      jlisAgreement: 'inForce',
    },
    {
      id: 'demo-code',
      name: {
        ja: '見本 署名用証明書（識別符号）',
        en: 'Sample signing certificate (key after code)',
      },
      accreditationsHeld: 'act',
      simultaneousOpenUnderAct: false,
      simultaneousOpenUnderJpkiItem5: false,
      certificateTypes: ['basic', 'attribute'],
      jlisAgreement: 'inForce',
    },
  ],
};

const EXPLANATION_TEXT = `重要事項説明（見本）

1. この電子証明書は、あなたが電子署名をしたことを確かめるために使われます。
2. 秘密の鍵はあなただけが持ち、他人に使わせてはいけません。
3. 鍵が他人に使われるおそれがあるときは、直ちに失効を請求してください。
4. 氏名などの記載事項が変わったときは、失効の手続が必要です。
5. 虚偽の申込みをした人は、電子署名法41条により罰せられます。
`;

/** 重要事項説明 in force. */
export const EXPLANATION = {
  version: '2026-10-01',
  content: Buffer.from(EXPLANATION_TEXT),
  sha256: createHash('sha256').update(EXPLANATION_TEXT).digest('hex'),
};

const practice = (title: string): Buffer =>
  Buffer.from(`${title}（見本）

1. 架空の運営者による見本です。効力はありません。
2. 失効の情報は、CRLとOCSPで公開します。発行していない番号に「good」とは答えません。
3. CRLは24時間ごと、失効のときは直ちに公開し、72時間有効です。
4. 認証局の証明書の指紋は、ほかの手段で確かめてください。
`);

/** CP and CPS in force: samples, published as anybody's are. */
export const PRACTICE_DOCUMENTS = [
  {
    documentType: 'certificatePolicy',
    version: '1.0',
    content: practice('証明書ポリシー'),
  },
  {
    documentType: 'certificationPracticeStatement',
    version: '1.0',
    content: practice('認証業務運用規程'),
  },
] as const;

/** 受付窓口 of the demonstration; the token is public, so it serves in development alone. */
export const PORTAL = {
  id: 'sample-portal',
  name: '見本ポータル',
  token: 'sample-portal-development-only',
  /** By it the portal says who it is as any portal does. Everybody can read the private key: it opens nothing but a trial. */
  privateKey: {
    kid: 'development-only',
    kty: 'EC',
    crv: 'P-256',
    x: 'PvrisGOE5nclAX6D-a5pS0ksAsxuRXwm6LYyaZoQOz4',
    y: 'VVMLNLe5mYztFq2rsDghazlK4WqntN21afEiujICAnc',
    d: 'WmTeeQNb5uOlTdHcx32w3C3dxy4_u67tdECQXAcqo00',
  },
} as const;

/** The portal's key as the register has it. */
export function portalKey(): PortalKey {
  const { d: _, ...publicKey } = PORTAL.privateKey;
  return publicKey;
}

/** Apps whose device records are believed. */
export const APPROVED_APPS = { apps: [{ version: '1.0.0', state: 'approved' }] };

/** Staff of the demonstration. The first is 責任を有する者 on duty. */
export const OFFICERS = [
  { id: 'officer-01', name: '三宅 和彦', roles: ['approver', 'responsiblePerson'] },
  { id: 'officer-02', name: '小野寺 真紀', roles: ['examiner'] },
  { id: 'officer-03', name: '長谷部 亮', roles: ['approver'] },
  { id: 'officer-04', name: '田所 梢', roles: ['reception'] },
  { id: 'officer-07', name: '岸 由美', roles: ['issuingOperator'] },
  { id: 'officer-00', name: '深見 智子', roles: ['administrator'] },
  { id: 'custodian-01', name: '桐生 誠', roles: ['custodian'] },
  { id: 'custodian-02', name: '馬場 直子', roles: ['custodian'] },
] as const;

/** The code of the person behind an account of the demonstration, in the office and in the room. */
export const personOf = (officer: string): string => officer.replace('officer', 'person');

/**
 * The same accounts in the room's own register, by a code for each person. They have no passkeys: those that staff made
 * come in with a document of their own (`OFFICERS_FILE`, or `toroku adopt-officers`).
 */
export const ROOM_OFFICERS: OfficersDocument = {
  v: 1,
  officers: OFFICERS.map(({ id, roles }) => ({
    id,
    person: personOf(id),
    roles: [...roles],
    from: EFFECTIVE_FROM.toISOString(),
    passkeys: [],
  })),
};

/** The two custodians who hold ceremonies in the demonstration's room. */
export const CUSTODIANS = ['custodian-01', 'custodian-02'] as const;
export const ROOM_TERMINAL = 'room-terminal-01';

/** One issuing key a service: what one law asks of a key never touches the other's. */
export const ISSUERS = [
  {
    service: 'demo-simultaneous',
    hsmLabel: 'issuer-simultaneous-1',
    commonName: 'Toroku Sample CA S1',
  },
  { service: 'demo-code', hsmLabel: 'issuer-code-1', commonName: 'Toroku Sample CA C1' },
] as const;

export const ORGANIZATION = '見本電子認証株式会社';

/** When the second edition of the profiles came into force, after the first one of old installations. */
export const PROFILES_EFFECTIVE_FROM = new Date('2026-11-01T00:00:00+09:00');

/** Certificate profiles of a service. The OIDs are under 2.999, the arc for examples (ITU-T X.660). */
export const profileOf = (service: string, repositoryUrl: string): ProfilesV2 => ({
  v: 2,
  version: '2026-11-01',
  service,
  cpsUrl: `${repositoryUrl}/cps`,
  repositoryUrl,
  crlShards: 1,
  certificates: {
    basic: subscriberShape('2.999.1.1.1'),
    attribute: subscriberShape('2.999.1.1.2'),
    ocspResponder: RESPONDER_SHAPE,
    selfSigned: SELF_SIGNED_SHAPE,
    link: LINK_SHAPE,
  },
});
