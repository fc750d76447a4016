/** Workflow type of the publication of status under one issuer key. */
export const STATUS_PUBLICATION = 'statusPublication';

/** Id of the one run of an issuer key; two at once are impossible by it. */
export const statusPublicationId = (issuerKeyId: string): string =>
  `status-publication/${issuerKeyId}`;

/** Input of `statusPublication`: an id, and what a run leaves to the next. */
export interface StatusPublicationInput {
  readonly issuerKeyId: string;
  /** `upTo` of the last answer of the room. */
  readonly after?: number;
  /** Milliseconds since 1970: by then a list has to be there, or people are told. */
  readonly alarmAt?: number;
}

/** Signal that something waits to be published. */
export const PUBLISH = 'publish';

/** Query of how the publication stands. */
export const PUBLICATION_STATE = 'publicationState';

/** How it stands. */
export interface PublicationState {
  /** Milliseconds since 1970; undefined before the first answer of the room. */
  readonly nextUpdate: number | undefined;
  /** Half of the newest list's time is over, and there is no newer one. */
  readonly isLate: boolean;
}
