/** Widths of the columns; what is least needed goes first where there is little room. */
export const COLUMNS =
  'grid grid-cols-[5.5rem_minmax(0,2fr)_minmax(0,1fr)_6rem_4.5rem_4.5rem] lg:grid-cols-[8.5rem_6.5rem_minmax(0,1fr)_minmax(0,2fr)_minmax(0,1fr)_7rem_5rem_4.5rem_4rem_5rem] items-center gap-x-3';
