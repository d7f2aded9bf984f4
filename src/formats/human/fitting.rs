//! Parts of a screen, shortened until they fit it: the least needed first.

use crate::formats::screen::Screen;

/// Rows of a terminal of 24, less the one that the prompt takes.
const ROWS: usize = 23;
/// Rows that are filled with what is good to know; beyond them stands only what is needed.
const FEW_ROWS: usize = 19;
/// The lowest rank of what is only good to know.
const GOOD_TO_KNOW: u8 = 6;
/// The rank of an empty line: it goes before the screen on which something is mended.
pub(super) const GAP: u8 = 4;

/// A part of the screen, from its longest form to its shortest. What has the greatest rank is shortened
/// first.
pub(super) struct Block {
    pub rank: u8,
    /// Its rank once it was shortened.
    pub then: u8,
    pub forms: Vec<Screen>,
}

pub(super) struct Blocks<'s> {
    pub screen: &'s Screen,
    pub list: Vec<Block>,
}

impl Blocks<'_> {
    pub fn one(&mut self, draw: impl Fn(&mut Screen)) {
        self.form(0, &[&draw]);
    }

    pub fn form(&mut self, rank: u8, forms: &[&dyn Fn(&mut Screen)]) {
        let drawn = forms.iter().map(|draw| {
            let mut screen = self.screen.blank();
            draw(&mut screen);
            screen
        });
        let forms: Vec<Screen> = drawn.collect();
        if forms.iter().any(|form| form.rows() > 0) {
            self.list.push(Block { rank, then: rank, forms });
        }
    }

    /// An empty line, unless there is one already.
    pub fn gap(&mut self) {
        if self.list.last().is_some_and(|last| last.rank != GAP) {
            let mut line = self.screen.blank();
            line.end();
            self.list.push(Block { rank: GAP, then: GAP, forms: vec![line, self.screen.blank()] });
        }
    }

    /// The blocks, shortened until they fit.
    pub fn fitted(mut self) -> Vec<Block> {
        self.shorten(FEW_ROWS, GOOD_TO_KNOW);
        let shortened = self.shorten(ROWS, 1);
        // A long form that went may have left more rows than were wanted, for what went after it.
        for (index, form) in shortened.into_iter().rev() {
            let block = &self.list[index];
            let less = block.forms.first().map_or(0, Screen::rows);
            if self.rows() - less + form.rows() <= ROWS {
                self.list[index].forms.insert(0, form);
            }
        }
        self.list
    }

    fn rows(&self) -> usize {
        self.list.iter().map(|block| block.forms.first().map_or(0, Screen::rows)).sum()
    }

    /// Takes the longest forms away, what is needed least first; the blocks they were of, in this order.
    fn shorten(&mut self, rows: usize, lowest: u8) -> Vec<(usize, Screen)> {
        let mut shortened = Vec::new();
        while self.rows() > rows {
            let may_go =
                self.list.iter().enumerate().filter(|(_, one)| one.forms.len() > 1 && one.rank >= lowest);
            // Of equals the last.
            let Some((index, _)) = may_go.max_by_key(|(_, block)| block.rank) else { break };
            let block = &mut self.list[index];
            shortened.push((index, block.forms.remove(0)));
            block.rank = block.then;
        }
        shortened
    }
}
