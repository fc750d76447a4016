import type { identityEvents } from '../../../books/events/identity.ts';
import type { issuanceEvents } from '../../../books/events/issuance.ts';
import type { keyDeliveryEvents } from '../../../books/events/key-delivery.ts';
import type { EventWordsOf, OfficeEvent } from './event-words.ts';
import { evidenceKinds } from './evidence.ts';
import type { Said } from './said.ts';

type Of<T> = Extract<keyof T, OfficeEvent>;

const answers: Readonly<Record<string, Said>> = {
  verified: { ja: '回答の署名を確かめました。', en: 'its signature verifies.' },
  none: { ja: '回答はありませんでした。', en: 'there was none.' },
  errorStatus: { ja: 'エラーが返りました。', en: 'it was an error.' },
};

/** Events of identity validation. */
export const identityEventWords = {
  'evidence.received': {
    name: { ja: '証拠の受領', en: 'Evidence received' },
    kind: 'holds',
    icon: 'note',
    tells: ({ evidenceKind }) => ({
      ja: `${evidenceKinds[evidenceKind].ja}を受け取りました。`,
      en: `Received: ${evidenceKinds[evidenceKind].en}.`,
    }),
  },
  'document.checked': {
    name: { ja: '書類の点検', en: 'Document checked' },
    kind: 'refers',
    icon: 'person',
    tells: ({ result }) => ({ ja: `書類を点検しました(${result})。`, en: `Document: ${result}.` }),
  },
  'data.compared': {
    name: { ja: '入力の照合', en: 'Data compared' },
    kind: 'refers',
    icon: 'person',
    tells: ({ differences }) => ({
      ja: `入力を紙と照合しました。違い ${differences}。`,
      en: `Entry compared with the paper; differences: ${differences}.`,
    }),
  },
  'original.registered': {
    name: { ja: '原本の登録', en: 'Original registered' },
    kind: 'holds',
    icon: 'note',
    tells: ({ place }) => ({ ja: `原本を${place}に登録しました。`, en: `Original: ${place}.` }),
  },
  'inquiry.sent': {
    name: { ja: '照会の発送', en: 'Inquiry sent' },
    kind: 'waits',
    icon: 'letter',
    tells: () => ({ ja: '本人に照会書を送りました。', en: 'An inquiry was posted.' }),
  },
  'inquiry.replied': {
    name: { ja: '照会の回答', en: 'Inquiry replied' },
    kind: 'holds',
    icon: 'letter',
    tells: ({ reply }) => ({ ja: `照会に回答がありました(${reply})。`, en: `Reply: ${reply}.` }),
  },
  'inquiry.returned': {
    name: { ja: '照会の返戻', en: 'Inquiry returned' },
    kind: 'forbids',
    icon: 'letter',
    tells: ({ reason }) => ({
      ja: `照会書が戻りました(${reason})。`,
      en: `The inquiry came back (${reason}).`,
    }),
  },
  'jlis.asked': {
    name: { ja: 'J-LISへの照会', en: 'J-LIS asked' },
    kind: 'waits',
    icon: 'clock',
    tells: ({ attempt }) => ({
      ja: `J-LISに照会しました(${attempt}回目)。`,
      en: `J-LIS was asked (attempt ${attempt}).`,
    }),
  },
  'jlis.answered': {
    name: { ja: 'J-LISの回答', en: 'J-LIS answered' },
    kind: 'holds',
    icon: 'tick',
    tells: ({ result }) => {
      const said = answers[result] ?? {
        ja: `使えません(${result})。`,
        en: `unusable (${result}).`,
      };
      return { ja: `J-LISの回答を記録し、${said.ja}`, en: `Answer of J-LIS: ${said.en}` };
    },
  },
  'jlis.listReceived': {
    name: { ja: '失効リストの受領', en: 'Revocation list received' },
    kind: 'holds',
    icon: 'note',
    tells: ({ entries }) => ({
      ja: `J-LISの失効リスト(${entries}件)を受け取りました。`,
      en: `A revocation list of J-LIS came, with ${entries} entries.`,
    }),
  },
} as const satisfies EventWordsOf<Of<typeof identityEvents>>;

/** Events of letters and codes that stand in the office book. */
export const keyDeliveryEventWords = {
  'letter.lotSealed': { name: { ja: '発送の封', en: 'Lot sealed' }, icon: 'letter' },
  'letter.printed': {
    name: { ja: '手紙の印刷', en: 'Letter printed' },
    icon: 'letter',
    tells: () => ({ ja: '利用者識別符号の手紙を印刷しました。', en: 'The code was printed.' }),
  },
  'letter.posted': {
    name: { ja: '手紙の差出し', en: 'Letter posted' },
    icon: 'letter',
    tells: () => ({ ja: '利用者識別符号の手紙を出しました。', en: 'The code was posted.' }),
  },
  'letter.delivered': {
    name: { ja: '手紙の配達', en: 'Letter delivered' },
    kind: 'holds',
    icon: 'letter',
    tells: ({ deliveredOn }) => ({
      ja: `手紙が届きました(${deliveredOn})。`,
      en: `The letter was delivered (${deliveredOn}).`,
    }),
  },
  'letter.returned': {
    name: { ja: '手紙の返戻', en: 'Letter returned' },
    kind: 'forbids',
    icon: 'letter',
    tells: ({ reason }) => ({
      ja: `手紙が戻りました(${reason})。`,
      en: `The letter came back (${reason}).`,
    }),
  },
  'code.resendOrdered': {
    name: { ja: '符号の再送', en: 'Code sent anew' },
    kind: 'refers',
    icon: 'letter',
    tells: ({ codeNumber }) => ({
      ja: `符号の再送を指示しました(${codeNumber}通目)。`,
      en: `A new code was ordered (number ${codeNumber}).`,
    }),
  },
} as const satisfies EventWordsOf<Of<typeof keyDeliveryEvents>>;

/** Events of issuing and acceptance that stand in the office book. */
export const issuanceEventWords = {
  'issuing.instructed': {
    name: { ja: '発行指示', en: 'Issuing instructed' },
    kind: 'holds',
    icon: 'tick',
    tells: ({ orders }) => ({
      ja: `発行を指示しました(${orders.length}通)。`,
      en: `Issuing was ordered (certificates: ${orders.length}).`,
    }),
  },
  'certificate.received': {
    name: { ja: '証明書の受領', en: 'Certificate received' },
    kind: 'holds',
    icon: 'tick',
    tells: () => ({
      ja: '発行した証明書を受け取り、検証しました。',
      en: 'The certificate came from the room and verifies.',
    }),
  },
  'certificate.delivered': {
    name: { ja: '証明書の引渡し', en: 'Certificate delivered' },
    kind: 'holds',
    icon: 'letter',
    tells: () => ({ ja: '証明書を渡しました。', en: 'The certificate was handed over.' }),
  },
  'acceptance.received': {
    name: { ja: '受領書', en: 'Acceptance received' },
    kind: 'holds',
    icon: 'tick',
    tells: () => ({ ja: '受領書を受け取りました。', en: 'The subscriber accepted it.' }),
  },
  'acceptance.reminded': {
    name: { ja: '受領の催促', en: 'Acceptance reminded' },
    icon: 'letter',
    tells: ({ reminder }) => ({
      ja: `受領書をお願いしました(${reminder}回目)。`,
      en: `Acceptance was asked for (reminder ${reminder}).`,
    }),
  },
  'acceptance.missed': {
    name: { ja: '受領なし', en: 'Acceptance missed' },
    kind: 'forbids',
    icon: 'clock',
    tells: () => ({ ja: '期限までに受領書がありません。', en: 'No acceptance in time.' }),
  },
} as const satisfies EventWordsOf<Of<typeof issuanceEvents>>;
