/** In the place of an id: one that is not stored yet. */
export const NEW_CHANNEL = 'new';
