import type { RequestRefusalReason } from './request-inputs.ts';

/** What the letter of a refused request says. */
export interface RequestRefusal {
  /** 文書番号: 32 random hexadecimal digits, so that the hash of a letter tells nothing about the person. */
  readonly document: string;
  readonly requestId: string;
  readonly reason: RequestRefusalReason;
}

/** What the requester reads of a reason; whose certificate it is, or whether there is one, is told to nobody else. */
const TOLD: Readonly<Record<RequestRefusalReason, string>> = {
  certificateUnknown: 'ご請求の証明書を、確認できませんでした。',
  requesterNotSubscriber: 'ご本人によるご請求であることを、確認できませんでした。',
  deniedBySubscriber: 'ご本人によるご請求であることを、確認できませんでした。',
  standingNotShown: '届け出ていただく資格を示す資料を、確認できませんでした。',
  intentNotEstablished: '失効のご意思を、確認できませんでした。',
  alreadyRevoked: 'この証明書は、すでに失効しています。',
  expired: 'この証明書は、有効期間が満了しています。',
  withdrawnByRequester: 'ご請求の取下げを、お受けしました。',
  groundNotFound: '失効の事由を、確認できませんでした。',
  other: 'ご請求をお受けする条件を満たしていません。',
};

/** The letter of a refused request for revocation (規則12条1項2号ハ), as it arrives. */
export const requestRefusalLetter = ({ document, requestId, reason }: RequestRefusal): string =>
  [
    `文書番号：${document}`,
    `請求番号：${requestId}`,
    '電子証明書の失効のご請求を、お受けすることができませんでした。',
    `理由：${TOLD[reason]}`,
    '根拠：規則6条10号',
    'あらためてご請求いただくことができます。お急ぎのときはお電話ください。',
    '',
  ].join('\n');
