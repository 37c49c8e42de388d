from sqlalchemy import text
def test_x(book):
    with book.read() as s:
        print(s.execute(text("select number from book")).scalar())
