import type { RevocationState } from '../../domain/revocation/revocation-states.ts';
import type { JlisTurn } from '../contract.ts';
import type {
  RecordedRevocation,
  ReasonUpgrade,
  RevocationOrder,
  SuspensionOrder,
} from './contract.ts';

/** What the room is asked next about a request. */
export type RoomStep =
  | { readonly do: 'record'; readonly order: RevocationOrder }
  | { readonly do: 'suspend'; readonly order: SuspensionOrder }
  | { readonly do: 'release'; readonly order: Omit<SuspensionOrder, 'until' | 'assertionSha256'> }
  | { readonly do: 'upgrade'; readonly order: ReasonUpgrade };

/** Where a request stands, as its run needs it: states, ids and instants, no personal data. */
export interface RequestStanding {
  readonly state: RevocationState;
  readonly roomStep?: RoomStep;
  /** The certificate is still with the room: nothing can be found out before it is there. */
  readonly awaitsCertificate: boolean;
  readonly issuerKeyId?: string;
  /** Order whose certificate is recorded as revoked: its run is told. */
  readonly revokedOrder?: string;
  /** What has changed is not known to be published yet. */
  readonly isUnpublished: boolean;
  /** Nothing more is to happen to it by itself. */
  readonly isOver: boolean;
}

/** Activities of the office about one request. Every one may be repeated. */
export interface RequestActivities {
  /** Applies what was sent about it, and says where it stands. */
  lookAtRequest(requestId: string): Promise<RequestStanding>;
  /** Asks J-LIS once about the card that signed it; a turn that is still to come is to be brought back. */
  askAboutRequester(requestId: string, turnAt?: number): Promise<JlisTurn | undefined>;
  /** Takes its facts, decides by the rule set, and stores what follows. */
  examineRequest(requestId: string): Promise<void>;
  /** Stores what the room answered to a step. */
  noteRoomAnswer(requestId: string, step: RoomStep, answer: RecordedRevocation): Promise<void>;
  /** Notes that the room released a suspended certificate. */
  noteReleased(requestId: string): Promise<void>;
  /** Begins the publication of what changed under an issuer key, or tells the one under way. */
  beginPublication(issuerKeyId: string): Promise<void>;
}
