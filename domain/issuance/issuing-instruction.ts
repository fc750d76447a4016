/**
 * 発行指示: what the office hands to the room for a decided case. It holds no personal data and names
 * evidence by hash; the room believes nothing in it that it can find out itself.
 */
export interface IssuingInstruction {
  readonly v: 1;
  readonly application: string;
  readonly chain: string;
  readonly service: string;
  readonly portal: string;
  /** Edition of the signed text that was decided on. */
  readonly version: number;
  /** Instant of receipt of that edition, `YYYY-MM-DDTHH:MM:SS.sssZ`. */
  readonly receivedAt: string;
  /** Instant at which the J-LIS answer arrived; none where the text was signed with a certificate of ours (規則5条2項). */
  readonly jlisReceivedAt?: string;
  readonly orders: readonly InstructedOrder[];
  readonly dossier: Dossier;
  readonly decider: 'ruleSet' | 'officer';
  /**
   * SHA-256 of the assertions by which persons approved, ascending; none where the machine decided. Instructions
   * from before persons could decide lack it, and the room reads them as without approvals.
   */
  readonly approvals: readonly string[];
  /** SHA-256 of the assertion by which an issuing operator instructed; always there where persons decided. */
  readonly instructedBy?: string;
  /** 責任を有する者 on duty when the machine decided; persons answer for themselves. */
  readonly responsible?: { readonly id: string; readonly nameCommitment: string };
  readonly ruleSet: string;
  readonly evidence: InstructedEvidence;
}

/** One certificate to be issued. */
export interface InstructedOrder {
  readonly id: string;
  readonly order: number;
  readonly certificateType: 'basic' | 'attribute';
  readonly validityMonths: number;
  /** The key that the applicant signed for; none on the code route, where the room has it from the redemption. */
  readonly spkiSha256?: string;
}

/** The snapshot an approval is bound to; its SHA-256 over canonical JSON is the dossier hash. */
export interface Dossier {
  readonly v: 1;
  readonly case: string;
  readonly version: number;
  readonly evidence: readonly string[];
  readonly factsSha256: string;
  readonly findingsSha256: string;
  readonly orders: readonly DossierOrder[];
  readonly ruleSetSha256: string;
  readonly signedContentSha256: string;
  readonly textSha256: string;
}

/** An order as the dossier names it: `order` is its id. */
export interface DossierOrder {
  readonly certificateType: 'basic' | 'attribute';
  readonly order: string;
  readonly spkiSha256?: string;
  readonly validityMonths: number;
}

/** Hashes of the objects the room fetches, by kind. */
export interface InstructedEvidence {
  readonly signedText: string;
  readonly signatureContainer: string;
  /** None on the code route, where the room has it from the redemption. */
  readonly proofOfPossession?: string;
  /** None where the text was signed with a certificate of ours: J-LIS is not asked about those. */
  readonly jlisRequest?: string;
  readonly jlisAnswer?: string;
  /** What such a text rests on instead: a pointer to the last full check. */
  readonly anchorRecord?: string;
  readonly facts: string;
}
