/** Measures of the treemap, in CSS pixels: those of explorer/layout/metrics.py, which says what each is. */

export const OUTER_GAP = 8;
export const INNER_GAP = 3;
export const BAND = 16;
export const FRAME_SIDE = 120;
export const BAND_WIDTH = 40;
export const BAND_HEIGHT = 20;
export const LEAST_SIDE = 48;
export const MANY = 100;
export const SPREAD = 1.2;
export const FRAMES_FROM = 8;
