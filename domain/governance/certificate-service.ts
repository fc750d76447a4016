/**
 * 認証業務 as the `accreditations` document describes it: which accreditations it holds on a day, and so
 * which duties bind it (decisions are made by the union of the duties of every law held). The document
 * is effective-dated data, adopted by dual control and accepted by the room; never a constant.
 */
export interface CertificateService {
  readonly id: string;
  readonly name: { readonly ja: string; readonly en: string };
  /** 電子署名法 alone, JPKI法17条1項5号 alone, both, or none in force. */
  readonly accreditationsHeld: 'act' | 'jpkiItem5' | 'both' | 'none';
  /** 同時送付 open under 電子署名法規則6条3号の2. */
  readonly simultaneousOpenUnderAct: boolean;
  /** 同時送付 open under JPKI規則26条5号イ. */
  readonly simultaneousOpenUnderJpkiItem5: boolean;
  readonly certificateTypes: readonly ('basic' | 'attribute')[];
  /** 取決め with J-LIS (JPKI法17条4項). */
  readonly jlisAgreement: 'inForce' | 'ended';
}

/** Content of an `accreditations` document. */
export interface AccreditationsDocument {
  readonly v: 1;
  readonly services: readonly CertificateService[];
}

/** A 重要事項説明 as an application text names it. */
export interface ExplanationVersion {
  /** Day of the version, `YYYY-MM-DD`. */
  readonly version: string;
  readonly sha256: string;
  readonly effectiveFrom: Date;
  readonly withdrawnFrom: Date | undefined;
}
